/**
 * The folder of a workbook that is about to be open: the name of its file, with a number when that is taken, whatever the
 * case of its letters.
 */
export function folderName(fileName: string, persistChanges: boolean, taken: readonly string[]): string {
  const others = new Set(taken.map((name) => name.toLowerCase()));
  const plain = persistChanges ? fileName : `${fileName} (scratch)`;
  for (let number = 1; ; number++) {
    const name = number === 1 ? plain : `${plain} ${number}`;
    if (!others.has(name.toLowerCase())) {
      return name;
    }
  }
}
