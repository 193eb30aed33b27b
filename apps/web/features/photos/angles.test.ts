import { angleSchema } from '@forecourt/sdk/contract';
import { describe, expect, it } from 'vitest';
import { angleFromName, angleName, anglePlaces } from './angles.ts';

describe('angles', () => {
  it('have one place each', () => {
    expect(new Set(anglePlaces.map((place) => place.angle))).toEqual(new Set(angleSchema.options));
    expect(anglePlaces).toHaveLength(angleSchema.options.length);
  });

  it.each([
    ['IMG_4711.jpg', null],
    ['golf front-left.jpg', 'front-left'],
    ['golf_rear_right.HEIC', 'rear-right'],
    ['07-left.jpg', 'left'],
    ['back.png', 'rear'],
    ['leftover.jpg', null],
    ['dashboard 2.jpg', 'interior'],
  ])('are read off the name %s', (name, angle) => {
    expect(angleFromName(name)).toBe(angle);
  });

  it('have a word where nobody said which', () => {
    expect(angleName(null)).toBe('No angle');
  });
});
