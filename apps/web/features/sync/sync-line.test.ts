import { expect, it } from 'vitest';
import { syncLines } from './sync-line.ts';

it('writes a line in which nothing of a folder’s name is taken for a command', () => {
  const options = { server: 'https://cars.example', folder: "D:\\Ann's $(calc); photos", results: '', deletions: 'keep' } as const;
  expect(syncLines(options)).toBe(
    ["$env:FORECOURT_URL = 'https://cars.example'", "$env:FORECOURT_KEY = '…'", "forecourt sync 'D:\\Ann''s $(calc); photos'"].join('\n'),
  );
  expect(syncLines({ ...options, folder: 'D:\\It’s', results: ' E:\\Out ', deletions: 'delete' })).toContain(
    "forecourt sync 'D:\\It’’s' --results 'E:\\Out' --deletions delete",
  );
});
