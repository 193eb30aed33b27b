import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { assessCutout } from './assess.ts';
import { defectCatalogue } from './defects/catalogue.ts';
import { cutWith } from './evaluate/simulate/simulation.ts';
import { syntheticCar } from './testing/synthetic-car.ts';
import { thresholdsSchema } from './verdict/thresholds.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  it('lists every defect as the code has it', () => {
    const table = defectCatalogue.map(
      ({ code, aspect, needs, measure, action }) =>
        `| \`${code}\` | ${aspect} | ${needs} | ${measure.name}, ${measure.unit} | \`${action}\` |`,
    );
    const head = ['| code | aspect | needs | measure | action |', '| --- | --- | --- | --- | --- |'];
    const written = readme.slice(readme.indexOf('<!-- defects'), readme.indexOf('<!-- /defects'));
    expect(written.trim().split('\n').slice(1)).toEqual([...head, ...table]);
  });

  it('shows what a report really looks like', () => {
    const { photo, truth } = syntheticCar(900, 600);
    const mask = truth.data.slice();
    for (let y = 50; y < 70; y++) mask.fill(255, y * 900 + 40, y * 900 + 60);
    const [worst] = assessCutout({ photo, cutout: cutWith(photo, mask) }).defects;
    const shown = /```json\n(.*?)```/s.exec(readme)?.[1] ?? '';
    expect(JSON.parse(shown)).toEqual(worst);
  });

  it('names the default thresholds', () => {
    const { pass, review, passConfidence } = thresholdsSchema.parse({});
    expect(readme).toContain(`\`pass\` ${pass}, \`review\` ${review}, \`passConfidence\` ${passConfidence},`);
  });
});
