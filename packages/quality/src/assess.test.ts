import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assessCutout, assessPhoto } from './assess.ts';
import { cutWith } from './evaluate/simulate/simulation.ts';
import type { RgbaPixels, RgbPixels } from './pixels.ts';
import { photoReportSchema, reportSchema } from './report.ts';
import { holds } from './testing/holds.ts';
import { syntheticCar } from './testing/synthetic-car.ts';
import { judge } from './verdict/judge.ts';

const car = syntheticCar(900, 600);
const cutout = cutWith(car.photo, car.truth.data);

describe('a good cutout', () => {
  const report = assessCutout({ photo: car.photo, cutout });

  it('passes without a defect', () => {
    expect(report).toMatchObject({ kind: 'cutout', verdict: 'pass', defects: [], notExamined: [] });
    expect(report.score).toBeGreaterThan(90);
  });

  it('says where the car is', () => {
    const area = car.truth.data.reduce((sum, value) => sum + value, 0) / 255 / car.truth.data.length;
    expect(report.subject?.areaFraction).toBeCloseTo(area, 2);
    expect(report.subject?.box).toMatchObject({ xPx: expect.closeTo(150, -1), widthPx: expect.closeTo(600, -1) });
  });

  it('gives the same report each time, and one that survives storage', () => {
    expect(assessCutout({ photo: car.photo, cutout })).toEqual(report);
    const stored = reportSchema.parse(JSON.parse(JSON.stringify(report)));
    expect(stored).toEqual(report);
    expect(judge(stored, { passConfidence: 1 }).verdict).toBe('review');
  });

  it('is not trusted without its photo, and says what was not examined', () => {
    const alone = assessCutout({ cutout });
    expect(alone.verdict).toBe('review');
    expect(alone.notExamined).toContain('EDGE_ERODED');
    expect(alone.aspects).toMatchObject({ colour: null });
    expect(alone.confidence).toBeLessThan(report.confidence);
  });

  it('scores nearly the same when the photo is larger than the cutout', () => {
    const large = syntheticCar(1500, 1000);
    const scaled = assessCutout({ photo: large.photo, cutout });
    expect(Math.abs(scaled.score - report.score)).toBeLessThan(6);
    expect(scaled).toMatchObject({ widthPx: 1500, heightPx: 1000 });
    expect(scaled.subject?.box.widthPx).toBeCloseTo(1000, -1.5);
  });
});

describe('what is no picture of a car', () => {
  it('a transparent cutout scores 0 and is rejected as empty', () => {
    const empty = cutWith(car.photo, new Uint8Array(car.truth.data.length));
    const report = assessCutout({ photo: car.photo, cutout: empty });
    expect(report).toMatchObject({ score: 0, verdict: 'reject', subject: null });
    expect(report.defects[0]).toMatchObject({ code: 'EMPTY_CUTOUT', severity: 'critical' });
  });

  it('an opaque one is rejected since its background was not removed', () => {
    const opaque = cutWith(car.photo, new Uint8Array(car.truth.data.length).fill(255));
    const report = assessCutout({ photo: car.photo, cutout: opaque });
    expect(report).toMatchObject({ score: 0, verdict: 'reject' });
    expect(report.defects.map(({ code }) => code)).toContain('BACKGROUND_NOT_REMOVED');
    expect(report.defects.map(({ code }) => code)).not.toContain('CUT_OFF');
  });

  it.each([
    [1, 1],
    [9000, 1],
    [16, 9],
    [31, 400],
  ])('%i × %i pixels are too small', (widthPx, heightPx) => {
    const photo: RgbPixels = { data: new Uint8Array(widthPx * heightPx * 3), widthPx, heightPx, channels: 3 };
    const small: RgbaPixels = { data: new Uint8Array(widthPx * heightPx * 4), widthPx, heightPx, channels: 4 };
    expect(() => assessPhoto({ photo })).toThrow(expect.objectContaining({ code: 'TOO_SMALL' }));
    expect(() => assessCutout({ cutout: small })).toThrow(expect.objectContaining({ code: 'TOO_SMALL' }));
  });

  it('a cutout of another aspect ratio is of another picture', () => {
    const other = syntheticCar(600, 600);
    expect(() => assessCutout({ photo: car.photo, cutout: cutWith(other.photo, other.truth.data) })).toThrow(
      expect.objectContaining({ code: 'ASPECT_MISMATCH' }),
    );
  });

  it('a buffer that does not fit its size is refused', () => {
    expect(() => assessPhoto({ photo: { ...car.photo, widthPx: 899 } })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    expect(() => assessCutout({ cutout: { ...cutout, data: cutout.data.subarray(4) } })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    );
  });

  it('an option that nobody knows is refused', () => {
    // @ts-expect-error the type refuses it as well
    expect(() => assessPhoto({ photo: car.photo }, { threshold: {} })).toThrow();
  });
});

describe('any pixels', () => {
  const size = fc.record({ widthPx: fc.integer({ min: 32, max: 60 }), heightPx: fc.integer({ min: 32, max: 60 }) });
  const level = fc.constantFrom(0, 1, 127, 128, 254, 255);

  it('make a valid report with boxes inside the picture', () => {
    holds(
      fc.property(
        size,
        fc.integer(),
        fc.array(level, { minLength: 1, maxLength: 40 }),
        fc.constantFrom(1, 3, 17),
        ({ widthPx, heightPx }, seed, palette, grain) => {
          const pixels = widthPx * heightPx;
          const value = (at: number) => palette[Math.abs(Math.imul(Math.floor(at / grain) + seed, 0x9e3779b1) >>> 8) % palette.length] ?? 0;
          const photo: RgbPixels = { data: Uint8Array.from({ length: pixels * 3 }, (_, at) => value(at)), widthPx, heightPx, channels: 3 };
          const cut: RgbaPixels = {
            data: Uint8Array.from({ length: pixels * 4 }, (_, at) => value(at >> 2)),
            widthPx,
            heightPx,
            channels: 4,
          };
          for (const report of [assessCutout({ photo, cutout: cut }), assessCutout({ cutout: cut })]) {
            reportSchema.parse(report);
            for (const { box } of report.defects) {
              expect(box.xPx + box.widthPx).toBeLessThanOrEqual(widthPx);
              expect(box.yPx + box.heightPx).toBeLessThanOrEqual(heightPx);
            }
          }
          photoReportSchema.parse(assessPhoto({ photo }));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('speed', () => {
  it('12 megapixels take far less than a second of processor time', () => {
    const data = new Uint8Array(12e6 * 4);
    const photo = new Uint8Array(12e6 * 3);
    for (let y = 0; y < 3000; y++) {
      for (let x = 0; x < 4000; x++) {
        const inside = Math.abs(x - 2000) < 1300 && Math.abs(y - 1600) < 700;
        const at = y * 4000 + x;
        photo.fill(inside ? 60 + (x % 97) : 150 + (y % 61), at * 3, at * 3 + 3);
        if (inside) data.fill(255, at * 4, at * 4 + 4);
      }
    }
    const pictures = {
      photo: { data: photo, widthPx: 4000, heightPx: 3000, channels: 3 },
      cutout: { data, widthPx: 4000, heightPx: 3000, channels: 4 },
    } as const;
    assessCutout(pictures);
    const start = process.cpuUsage();
    assessCutout(pictures);
    const { user, system } = process.cpuUsage(start);
    // Measured 0.2 s on one core; the bound leaves room for slow machines.
    expect((user + system) / 1e6).toBeLessThan(1);
  });
});
