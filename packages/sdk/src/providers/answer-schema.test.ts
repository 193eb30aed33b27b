import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { answerSchema } from './answer-schema.ts';

describe('the shape of an answer', () => {
  it('is strict where every property has to be there, and closed against others', () => {
    const schema = z.object({ colour: z.enum(['red', 'blue']), plate: z.object({ left: z.number() }).nullable() });
    const { schema: json, isStrict } = answerSchema(schema);
    expect(isStrict).toBe(true);
    expect(json).toMatchObject({ type: 'object', required: ['colour', 'plate'], additionalProperties: false });
    expect(JSON.stringify(json)).not.toContain('$schema');
    expect(JSON.stringify(json).match(/"additionalProperties":false/g)).toHaveLength(2);
  });

  it.each([
    ['a property may be left out', z.object({ colour: z.string().optional() })],
    ['a property has a default', z.object({ colour: z.string().default('red') })],
    ['names are free', z.object({ parts: z.record(z.string(), z.number()) })],
  ])('is told, and not held to, where %s', (_title, schema) => {
    expect(answerSchema(schema).isStrict).toBe(false);
  });

  it('is an object that JSON can say', () => {
    expect(() => answerSchema(z.array(z.string()))).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    expect(() => answerSchema(z.object({ at: z.date() }))).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});
