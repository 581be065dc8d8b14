/** What has a name in a workbook, where upper and lower case make no difference. `undefined` when there is none. */
export function named<T extends { readonly name: string }>(list: readonly T[], name: string): T | undefined {
  const wanted = name.toLowerCase();
  return list.find((each) => each.name === name) ?? list.find((each) => each.name.toLowerCase() === wanted);
}
