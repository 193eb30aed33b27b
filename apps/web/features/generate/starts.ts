import type { Generation, GenerationResult } from '@forecourt/sdk/contract';
import { type Draft, plainOptions } from './draft.ts';

/** A draft that goes on from a result: its picture, its words, its settings, and other dice. */
export function draftFrom(generation: Generation, { id, asset }: GenerationResult): Partial<Draft> {
  return {
    ...draftAgain(generation),
    source: 'picture',
    picture: { asset, name: generation.parameters.prompt, from: { generationId: generation.id, resultId: id } },
  };
}

/** A draft of the same request, to be said in other words. What it was made from stays. */
export function draftAgain(generation: Generation): Partial<Draft> {
  const { parameters, inputs, parentId, parentResultId, provider, model } = generation;
  const { prompt, negativePrompt = '', count = 1, transparent = false, size, quality, strength, steps, guidance } = parameters;
  const [input] = inputs;
  const from = parentId === null || parentResultId === null ? null : { generationId: parentId, resultId: parentResultId };
  return {
    source: input === undefined ? 'words' : 'picture',
    picture: input === undefined ? null : { asset: input, name: 'What it was made from', from },
    prompt,
    negativePrompt,
    choice: provider === null || model === null ? null : { provider, model },
    options: {
      ...plainOptions,
      ...{ count, transparent },
      ...(size === undefined ? {} : { size }),
      ...(quality === undefined ? {} : { quality }),
      ...(strength === undefined ? {} : { strength }),
      ...(steps === undefined ? {} : { steps }),
      ...(guidance === undefined ? {} : { guidance }),
    },
  };
}
