export { type FakeS3, type FakeS3Options, startFakeS3 } from './fake-s3.ts';
export { failAtRandom, failNext, type Misfortune, type S3Call, type S3Fault } from './faults.ts';
