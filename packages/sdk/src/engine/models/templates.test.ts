import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder, tinyModel } from '@forecourt/testing';
import { describe, expect, it } from 'vitest';
import { addModel, verifyModel } from './manage.ts';
import { modelManifestSchema } from './manifest.ts';
import { templates } from './templates.ts';

describe('models of which people bring the weights', () => {
  it.each(templates)('$name needs nothing but a file', (template) => {
    expect(modelManifestSchema.parse({ ...template, file: { sha256: '0'.repeat(64), bytes: 1 } }).name).toBe(template.name);
  });

  it('are pinned to the file they were added with', async () => {
    await using folder = await temporaryFolder();
    const places = { dataDir: join(folder.path, 'data'), cacheDir: join(folder.path, 'cache') };
    const file = join(folder.path, 'own.onnx');
    const { bytes, manifest: tiny } = tinyModel();
    await writeFile(file, bytes);
    await expect(addModel('u2net', places)).rejects.toMatchObject({
      code: 'MODEL_NOT_INSTALLED',
      hint: expect.stringContaining('--weights'),
    });
    const { manifest, weights } = await addModel('u2net', { ...places, weightsPath: file });
    expect({ sha256: manifest.file.sha256, weights }).toEqual({ sha256: tiny.file.sha256, weights: 'folder' });
    expect(await verifyModel('u2net', places)).toMatchObject({ weights: 'sound' });
    expect(await addModel('u2net', places)).toMatchObject({ weights: 'folder' });
  });

  it('ask for their licence where it forbids commercial use', async () => {
    await using folder = await temporaryFolder();
    const places = { dataDir: join(folder.path, 'data'), cacheDir: join(folder.path, 'cache') };
    const weightsPath = join(folder.path, 'own.onnx');
    await writeFile(weightsPath, tinyModel().bytes);
    await expect(addModel('rmbg-2.0', { ...places, weightsPath })).rejects.toMatchObject({ code: 'MODEL_LICENCE_NOT_ACKNOWLEDGED' });
    expect(await addModel('rmbg-2.0', { ...places, weightsPath, acceptLicence: true })).toMatchObject({ weights: 'folder' });
  });
});
