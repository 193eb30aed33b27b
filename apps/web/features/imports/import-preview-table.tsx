import { type ImportPreview, importFieldSchema } from '@forecourt/sdk/contract';
import { CircleX } from 'lucide-react';
import { fieldWords } from './import-words.ts';

const shownErrors = 8;

/** The first rows as they would come in, and what is wrong with others. */
export function ImportPreviewTable({ preview }: { readonly preview: ImportPreview }) {
  const good = preview.rows.filter(({ vehicle }) => vehicle !== null);
  return (
    <>
      {good.length === 0 ? null : (
        <section
          aria-label="The first rows"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it by its focus
          tabIndex={0}
          className="overflow-x-auto border-t border-line focus-visible:-outline-offset-2"
        >
          <table className="w-full text-left text-sm">
            <thead>
              <tr className="text-xs text-quiet">
                <th className="px-4 py-2 font-medium">Row</th>
                {importFieldSchema.options.map((field) => (
                  <th key={field} className="py-2 pr-4 font-medium whitespace-nowrap">
                    {fieldWords[field]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="divide-y divide-line border-t border-line">
              {good.map(({ rowNumber, vehicle }) => (
                <tr key={rowNumber}>
                  <td className="figures px-4 py-1.5 text-quiet">{rowNumber}</td>
                  {importFieldSchema.options.map((field) => (
                    <td key={field} className="figures max-w-48 truncate py-1.5 pr-4 whitespace-nowrap">
                      {shown(field, vehicle?.[field])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {preview.errors.length === 0 ? null : (
        <ul aria-label="What is wrong" className="flex flex-col gap-1 border-t border-line px-4 py-3 text-sm">
          {preview.errors.slice(0, shownErrors).map(({ rowNumber, column, message, value }) => (
            <li key={`${rowNumber} ${column}`} className="flex items-baseline gap-2">
              <CircleX aria-hidden className="size-3.5 shrink-0 translate-y-0.5 text-failed" />
              <span className="min-w-0 break-words">
                <span className="figures text-quiet">Row {rowNumber}:</span> {message}{' '}
                {value === '' ? null : <q className="text-quiet">{value}</q>}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function shown(field: string, value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (field === 'priceCents') return (Number(value) / 100).toLocaleString(undefined, { minimumFractionDigits: 2 });
  return field === 'mileageKm' ? `${Number(value).toLocaleString()} km` : String(value);
}
