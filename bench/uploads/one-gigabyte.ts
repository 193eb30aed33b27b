import { uploadBenchmark } from './benchmark.ts';

export const uploadOneGigabyte = uploadBenchmark({
  name: 'upload.1gb',
  title: 'one file of 1 GB, checked at both ends, against a plain PUT',
  ...{ count: 1, bytes: 1_000_000_000, limit: 0.7, repeat: 5 },
});
