import { cutRedCar, type DrawnFormat, drawCar, drawOver, encodedAs, resized } from './draw.ts';
import type { MadeFile, Run } from './run.ts';

const sizes: Readonly<Record<string, readonly [number, number]>> = {
  '1:1': [1024, 1024],
  '16:9': [1344, 768],
  '21:9': [1536, 640],
  '3:2': [1216, 832],
  '2:3': [832, 1216],
  '4:5': [896, 1088],
  '5:4': [1088, 896],
  '3:4': [896, 1152],
  '4:3': [1152, 896],
  '9:16': [768, 1344],
  '9:21': [640, 1536],
};

/** What a run makes, spoilt as its fault says. */
export async function makeOutputs(run: Run, readFile: (uri: string) => Buffer | undefined): Promise<readonly MadeFile[]> {
  const { model, input, fault } = run;
  const given = (name: string): Buffer | undefined => {
    const uri = input[name];
    if (typeof uri !== 'string') return undefined;
    const bytes = readFile(uri);
    if (!bytes) throw new Error(`Failed to fetch ${name}: the file is not there (E006)`);
    return bytes;
  };
  const picture = given('image') ?? given('input_image');
  const asked = formatOf(input.output_format ?? input.format, model.name);
  const format: DrawnFormat = fault?.kind === 'wrong-type' ? (asked === 'jpg' ? 'png' : 'jpg') : asked;
  const wanted = typeof input.num_outputs === 'number' ? input.num_outputs : 1;
  const count = fault?.kind === 'too-few' ? wanted - 1 : wanted;
  const files: MadeFile[] = [];
  for (let index = 0; index < count; index++) {
    const drawn = model.draws === 'cutout' ? await cutRedCar(needed(picture)) : await draw(run, index, picture, given('mask'));
    const sized = fault?.kind === 'wrong-size' ? await resized(drawn, -16) : drawn;
    const bytes = spoilt(await encodedAs(sized, format), fault?.kind);
    files.push({ name: `out-${index}.${format}`, type: `image/${format === 'jpg' ? 'jpeg' : format}`, bytes });
  }
  return files;
}

function draw({ input, seed }: Run, index: number, picture: Buffer | undefined, mask: Buffer | undefined): Promise<Buffer> {
  const prompt = String(input.prompt ?? '');
  const drawing = { prompt, seed: seed + index };
  const strength = typeof input.prompt_strength === 'number' ? input.prompt_strength : 0.8;
  if (picture) return drawOver(picture, drawing, { strength: mask ? 1 : strength, mask });
  const [widthPx, heightPx] =
    typeof input.width === 'number' && typeof input.height === 'number'
      ? [input.width, input.height]
      : (sizes[String(input.aspect_ratio ?? '1:1')] ?? [1024, 1024]);
  return drawCar({ ...drawing, widthPx, heightPx });
}

/** SDXL and the removers make PNG, the others WebP where nothing is said. */
function formatOf(asked: unknown, model: string): DrawnFormat {
  if (asked === 'png' || asked === 'webp' || asked === 'jpg') return asked;
  return model.includes('flux') || model.includes('3.5') ? 'webp' : 'png';
}

function spoilt(bytes: Buffer, fault: string | undefined): Buffer {
  switch (fault) {
    case 'empty-picture':
      return Buffer.alloc(0);
    case 'truncated-picture':
      return bytes.subarray(0, bytes.length >> 1);
    case 'no-picture':
      return Buffer.from('{"detail":"The picture could not be stored."}');
    default:
      return bytes;
  }
}

function needed(picture: Buffer | undefined): Buffer {
  if (picture) return picture;
  throw new Error('An image is required (E006)');
}
