import { expect, it } from 'vitest';
import { syncLines } from './sync-line.ts';

it('writes a line in which nothing of a folder’s name is taken for a command', () => {
  const options = {
    ...{ server: 'https://cars.example', folder: "D:\\Ann's $(calc); photos", vehicle: '', results: '' },
    deletions: 'keep',
  } as const;
  expect(syncLines(options).split('\n')).toEqual([
    "$env:FORECOURT_SERVER_URL = 'https://cars.example'",
    "$env:FORECOURT_SERVER_KEY = '…'",
    "forecourt sync 'D:\\Ann''s $(calc); photos' --by-subfolder",
  ]);
  expect(syncLines({ ...options, folder: 'D:\\It’s', vehicle: ' A-1 ', results: ' E:\\Out ', deletions: 'delete' })).toContain(
    "forecourt sync 'D:\\It’’s' --vehicle 'A-1' --results 'E:\\Out' --deletions delete",
  );
});
