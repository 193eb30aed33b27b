import type { ScriptParameter } from '@forecourt/sdk/contract';
import { describe, expect, it } from 'vitest';
import { problemsOf, valuesOf } from './parameter-values.ts';

const parameter = (name: string, type: ScriptParameter['type'], isRequired = false): ScriptParameter => ({
  ...{ name, type, isRequired, choices: [], help: '' },
});
const parameters = [parameter('Text', 'text', true), parameter('Size', 'number'), parameter('Fast', 'switch'), parameter('Folder', 'path')];

describe('what a script is given', () => {
  it('leaves out what was left empty, so that the defaults of the script count', () => {
    expect(valuesOf(parameters, { Text: ' for sale ', Size: '', Fast: false, Other: 'x' })).toEqual({ Text: ' for sale ' });
    expect(valuesOf(parameters, { Text: 'a', Size: '2.5', Fast: true, Folder: ' C:\\Out ' })).toEqual({
      Text: 'a',
      Size: 2.5,
      Fast: true,
      Folder: 'C:\\Out',
    });
  });

  it('is asked for where the script needs it, and refused where it is no number', () => {
    expect([...problemsOf(parameters, { Size: 'two' })]).toEqual([
      ['Text', 'The script needs this.'],
      ['Size', 'Enter a number.'],
    ]);
    expect(problemsOf(parameters, { Text: 'a', Size: '-1e3' }).size).toBe(0);
  });
});
