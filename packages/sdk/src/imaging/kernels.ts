/** The filters that models were trained with. Each is widened when it shrinks, so that nothing flickers (antialiasing). */
export const resizeKernels = ['linear', 'cubic', 'mitchell', 'lanczos2', 'lanczos3'] as const;
export type ResizeKernel = (typeof resizeKernels)[number];
