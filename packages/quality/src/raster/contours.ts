/** A closed line between figure and ground, in pixel coordinates (a pixel's centre is at +0.5), the figure on its right hand. */
export interface Contour {
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** The figure's pixel at each point, as its position in the mask. */
  readonly pixels: Int32Array;
  /** 1 where the line runs along the picture's border, where no edge can be judged. */
  readonly onBorder: Uint8Array;
  /** Above 0 for an outer line, below 0 for the line round a hole. */
  readonly areaPx: number;
}

const stepX = [0, 1, 0, -1] as const;
const stepY = [-1, 0, 1, 0] as const;

/**
 * Follows every line between alpha ≥ 128 and alpha < 128, one point for each pair of neighbouring pixels it separates. Each
 * point is moved between the two pixel centres to where alpha crosses one half, so soft masks give subpixel lines.
 */
export function traceContours(alpha: Uint8Array, widthPx: number, heightPx: number): Contour[] {
  const inside = (x: number, y: number) => x >= 0 && y >= 0 && x < widthPx && y < heightPx && (alpha[y * widthPx + x] ?? 0) >= 128;
  const visited = new Uint8Array(widthPx * heightPx);
  const contours: Contour[] = [];
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const at = y * widthPx + x;
      if ((alpha[at] ?? 0) < 128 || visited[at] === 1 || (x > 0 && (alpha[at - 1] ?? 0) >= 128)) continue;
      contours.push(follow(x, y));
    }
  }
  return contours;

  function follow(startX: number, startY: number): Contour {
    const xs: number[] = [];
    const ys: number[] = [];
    const pixels: number[] = [];
    const border: number[] = [];
    // The walker stands on a corner between pixels and looks along `heading`: 0 up, 1 right, 2 down, 3 left.
    let cornerX = startX;
    let cornerY = startY + 1;
    let heading = 0;
    let doubledArea = 0;
    do {
      const dx = stepX[heading] ?? 0;
      const dy = stepY[heading] ?? 0;
      const rightX = cornerX + (dx - dy - 1) / 2;
      const rightY = cornerY + (dx + dy - 1) / 2;
      const leftX = rightX + dy;
      const leftY = rightY - dx;
      if (heading === 0) visited[rightY * widthPx + rightX] = 1;
      const outside = leftX < 0 || leftY < 0 || leftX >= widthPx || leftY >= heightPx;
      const high = alpha[rightY * widthPx + rightX] ?? 0;
      const low = outside ? 0 : (alpha[leftY * widthPx + leftX] ?? 0);
      const share = outside ? 0.5 : (high - 127.5) / (high - low);
      xs.push(rightX + 0.5 + (leftX - rightX) * share);
      ys.push(rightY + 0.5 + (leftY - rightY) * share);
      pixels.push(rightY * widthPx + rightX);
      border.push(outside ? 1 : 0);
      doubledArea += cornerX * (cornerY + dy) - (cornerX + dx) * cornerY;
      cornerX += dx;
      cornerY += dy;
      heading = turn(cornerX, cornerY, heading);
    } while (cornerX !== startX || cornerY !== startY + 1 || heading !== 0);
    return {
      x: Float32Array.from(xs),
      y: Float32Array.from(ys),
      pixels: Int32Array.from(pixels),
      onBorder: Uint8Array.from(border),
      areaPx: doubledArea / 2,
    };
  }

  function turn(cornerX: number, cornerY: number, heading: number): number {
    const dx = stepX[heading] ?? 0;
    const dy = stepY[heading] ?? 0;
    const rightX = cornerX + (dx - dy - 1) / 2;
    const rightY = cornerY + (dx + dy - 1) / 2;
    if (inside(rightX + dy, rightY - dx)) return (heading + 3) % 4;
    return inside(rightX, rightY) ? heading : (heading + 1) % 4;
  }
}
