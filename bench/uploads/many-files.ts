import { uploadBenchmark } from './benchmark.ts';

export const uploadManyFiles = uploadBenchmark({
  name: 'upload.200x5mb',
  title: '200 files of 5 MB, checked at both ends, against plain PUTs',
  ...{ count: 200, bytes: 5_000_000, limit: 0.6, repeat: 5 },
});
