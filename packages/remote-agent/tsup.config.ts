export { packageConfig as default } from '../../tools/package-config.ts';
