import { freemem, totalmem } from 'node:os';
import { describeModel } from '@forecourt/sdk/engine';
import { freeNow } from '../../worker/capacity.ts';
import type { Check } from '../finding.ts';
import type { DiagnoseOptions } from '../options.ts';

/** package.json, engines. */
const leastNode = [22, 18] as const;

export function nodeCheck(): Check {
  return {
    name: 'node',
    title: 'Node',
    async look() {
      const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
      const message = `Node ${process.versions.node} on ${process.platform} ${process.arch}.`;
      const isNew = major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1]);
      return isNew
        ? { state: 'ok', message }
        : { state: 'failed', message, hint: `Install Node ${leastNode.join('.')} or newer from https://nodejs.org` };
    },
  };
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;

export function diskCheck({ settings: { dataDir, keepFreeBytes } }: DiagnoseOptions): Check {
  return {
    name: 'disk',
    title: 'Disk',
    async look() {
      const { freeDiskBytes } = await freeNow(dataDir);
      const message = `${megabytes(freeDiskBytes)} are free at ${dataDir}; ${megabytes(keepFreeBytes)} are kept free.`;
      if (freeDiskBytes < keepFreeBytes) {
        return {
          state: 'failed',
          message,
          hint: 'Free some space, or set FORECOURT_AGENT_DATA_DIR to another disk: no photo is taken now.',
        };
      }
      if (freeDiskBytes < 2 * keepFreeBytes) return { state: 'warning', message, hint: 'Free some space soon.' };
      return { state: 'ok', message };
    },
  };
}

export function memoryCheck({ settings: { tool } }: DiagnoseOptions): Check {
  return {
    name: 'memory',
    title: 'Memory',
    async look() {
      const message = `${megabytes(freemem())} of ${megabytes(totalmem())} are free.`;
      if (tool !== undefined) return { state: 'ok', message };
      const { manifest } = await describeModel();
      if (freemem() >= manifest.memoryMb * 1e6) return { state: 'ok', message };
      return {
        state: 'warning',
        message: `${message} ${manifest.name} takes about ${manifest.memoryMb} MB.`,
        hint: 'Close other programs.',
      };
    },
  };
}
