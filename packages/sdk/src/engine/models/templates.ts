import { type ModelManifest, type ModelManifestInput, modelManifestSchema } from './manifest.ts';

/** What is known of a model before its file is there: everything but the file. */
type Template = Omit<ModelManifestInput, 'file'>;

/** Means and deviations of ImageNet, which most networks were trained with. */
const imageNet = { mean: [0.485, 0.456, 0.406] as [number, number, number], std: [0.229, 0.224, 0.225] as [number, number, number] };
const unseen = 'Written from its makers’ description. Compare its first cutouts with the default model’s before you rely on it.';

/**
 * Models that people bring the weights of, as an ONNX file of their own: `forecourt models add NAME --weights FILE`. The file is pinned to
 * the hash that it has when it is added.
 *
 * Sources: xuebinqin/U-2-Net, ZhengPeng7/BiRefNet, plemeri/InSPyReNet, briaai/RMBG-1.4 and RMBG-2.0 (model cards); post-processing as in
 * danielgatis/rembg.
 */
export const templates: readonly Template[] = [
  square('u2net', 'U²-Net, 320 × 320', 320, 'Apache-2.0', 'U²-Net by Xuebin Qin et al.', 'none', 700),
  square('u2netp', 'U²-Net small, 320 × 320', 320, 'Apache-2.0', 'U²-Net by Xuebin Qin et al.', 'none', 400),
  square('birefnet', 'BiRefNet, 1024 × 1024', 1024, 'MIT', 'BiRefNet by Peng Zheng et al.', 'sigmoid', 6000),
  square('birefnet-lite', 'BiRefNet lite, 1024 × 1024', 1024, 'MIT', 'BiRefNet by Peng Zheng et al.', 'sigmoid', 3500),
  square('birefnet-hr', 'BiRefNet HR, 2048 × 2048', 2048, 'MIT', 'BiRefNet by Peng Zheng et al.', 'sigmoid', 16_000),
  square('inspyrenet', 'InSPyReNet, 1024 × 1024', 1024, 'MIT', 'InSPyReNet by Taehun Kim et al.', 'none', 4000),
  {
    name: 'rmbg-1.4',
    title: 'RMBG 1.4, 1024 × 1024',
    licence: {
      spdx: 'LicenseRef-bria-rmbg-1.4',
      commercialUse: false,
      attribution: 'RMBG-1.4 by BRIA AI',
      note: unseen,
      url: 'https://huggingface.co/briaai/RMBG-1.4',
    },
    input: { widthPx: 1024, heightPx: 1024, mean: [0.5, 0.5, 0.5], std: [1, 1, 1] },
    output: { normalisation: 'min-max' },
    memoryMb: 1500,
  },
  {
    name: 'rmbg-2.0',
    title: 'RMBG 2.0, 1024 × 1024',
    licence: {
      spdx: 'CC-BY-NC-4.0',
      commercialUse: false,
      attribution: 'RMBG-2.0 by BRIA AI',
      note: unseen,
      url: 'https://huggingface.co/briaai/RMBG-2.0',
    },
    input: { widthPx: 1024, heightPx: 1024, ...imageNet },
    output: { activation: 'sigmoid' },
    memoryMb: 6000,
  },
];

function square(
  name: string,
  title: string,
  sidePx: number,
  spdx: string,
  attribution: string,
  activation: 'none' | 'sigmoid',
  memoryMb: number,
): Template {
  return {
    name,
    title,
    licence: { spdx, commercialUse: true, attribution, note: unseen },
    input: { widthPx: sidePx, heightPx: sidePx, ...imageNet },
    output: { activation, normalisation: 'min-max' },
    memoryMb,
  };
}

/** The manifest of a template's model, pinned to a file. Undefined where there is no such template. */
export function fromTemplate(name: string, file: { readonly sha256: string; readonly bytes: number }): ModelManifest | undefined {
  const template = templates.find((candidate) => candidate.name === name);
  return template && modelManifestSchema.parse({ ...template, file });
}
