const pattern = /^(?<id>[\w-]+)\.(?<generation>[1-9]\d*)\.lease$/u;

export function leaseName(id: string, generation: number): string {
  return `${id}.${generation}.lease`;
}

export function parseLeaseName(name: string): { readonly id: string; readonly generation: number } | undefined {
  const { id, generation } = pattern.exec(name)?.groups ?? {};
  return id === undefined ? undefined : { id, generation: Number(generation) };
}
