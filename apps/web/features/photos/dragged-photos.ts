/** Photos that are dragged within the app; a type of our own, so they are never taken for files from outside. */
const photosType = 'application/x-forecourt-photos';

export function dragPhotos(data: DataTransfer, photoIds: readonly string[]): void {
  data.effectAllowed = 'move';
  data.setData(photosType, photoIds.join(','));
}

export function hasPhotos(data: DataTransfer): boolean {
  return data.types.includes(photosType);
}

export function droppedPhotos(data: DataTransfer): readonly string[] {
  return data.getData(photosType).split(',').filter(Boolean);
}

/** Whether files come from outside: then the page takes them. */
export function hasFiles(data: DataTransfer): boolean {
  return data.types.includes('Files');
}

const pictureEndings = /\.(jpe?g|png|webp|avif|heic|heif|tiff?)$/i;

/** Files that may be pictures; phones leave the type of HEIC empty, so the name counts too. The server decides by the content. */
export function pictureFiles(files: Iterable<File>): { readonly pictures: readonly File[]; readonly others: readonly File[] } {
  const all = [...files];
  const isPicture = (file: File) => file.type.startsWith('image/') || pictureEndings.test(file.name);
  return { pictures: all.filter(isPicture), others: all.filter((file) => !isPicture(file)) };
}

/** All files of a drop, folders opened: a person may drop the camera's folder as it is. */
export async function droppedFiles(data: DataTransfer): Promise<readonly File[]> {
  // Entries must be asked for before the first wait: afterwards the browser has emptied the drop.
  const entries = [...data.items].map((item) => (item.kind === 'file' ? item.webkitGetAsEntry() : null));
  const plain = [...data.files];
  if (!entries.some((entry) => entry?.isDirectory)) return plain;
  const nested = await Promise.all(entries.filter((entry) => entry !== null).map(filesOf));
  return nested.flat();
}

async function filesOf(entry: FileSystemEntry): Promise<readonly File[]> {
  if (entry instanceof FileSystemFileEntry) return [await new Promise<File>((resolve, reject) => entry.file(resolve, reject))];
  if (!(entry instanceof FileSystemDirectoryEntry)) return [];
  const reader = entry.createReader();
  const found: File[] = [];
  for (;;) {
    // A reader gives a hundred entries at a time, and an empty list at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return found;
    for (const file of await Promise.all(some.map(filesOf))) found.push(...file);
  }
}
