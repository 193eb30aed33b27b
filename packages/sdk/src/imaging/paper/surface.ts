/** A smooth surface over places from −1 to 1: 1, x, y, x², xy, y². */
export type Surface = Float64Array;

const terms = 6;

function termsAt(x: number, y: number): readonly number[] {
  return [1, x, y, x * x, x * y, y * y];
}

export function heightAt(surface: Surface, x: number, y: number): number {
  const [c0 = 0, c1 = 0, c2 = 0, c3 = 0, c4 = 0, c5 = 0] = surface;
  return c0 + c1 * x + c2 * y + c3 * x * x + c4 * x * y + c5 * y * y;
}

/** The surface nearest to values, by least squares over those whose weight is not 0. */
export function fitSurface(values: Float32Array, weights: Uint8Array, columns: number, rows: number): Surface {
  const matrix = new Float64Array(terms * (terms + 1));
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      if (weights[at] === 0) continue;
      const factors = termsAt(placeOf(column, columns), placeOf(row, rows));
      for (let one = 0; one < terms; one++) {
        const start = one * (terms + 1);
        for (let other = 0; other < terms; other++) {
          matrix[start + other] = (matrix[start + other] ?? 0) + (factors[one] ?? 0) * (factors[other] ?? 0);
        }
        matrix[start + terms] = (matrix[start + terms] ?? 0) + (factors[one] ?? 0) * (values[at] ?? 0);
      }
    }
  }
  return solve(matrix);
}

/** The place of a cell's middle, −1 to 1. */
export function placeOf(index: number, count: number): number {
  return ((index + 0.5) / count) * 2 - 1;
}

/** Gaussian elimination with pivots; a direction about which nothing is known gets 0. */
function solve(matrix: Float64Array): Surface {
  const width = terms + 1;
  const value = (row: number, column: number) => matrix[row * width + column] ?? 0;
  for (let column = 0; column < terms; column++) {
    let pivot = column;
    for (let row = column + 1; row < terms; row++) if (Math.abs(value(row, column)) > Math.abs(value(pivot, column))) pivot = row;
    for (let each = 0; each < width; each++) {
      const kept = value(column, each);
      matrix[column * width + each] = value(pivot, each);
      matrix[pivot * width + each] = kept;
    }
    if (Math.abs(value(column, column)) < 1e-9) continue;
    for (let row = 0; row < terms; row++) {
      if (row === column) continue;
      const factor = value(row, column) / value(column, column);
      for (let each = column; each < width; each++) matrix[row * width + each] = value(row, each) - factor * value(column, each);
    }
  }
  return Float64Array.from({ length: terms }, (_, row) => (Math.abs(value(row, row)) < 1e-9 ? 0 : value(row, terms) / value(row, row)));
}
