/** What is being uploaded, on every page. */
export function TransfersTray() {
  return null;
}
