import { XMLParser } from 'fast-xml-parser';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { unescapeXml } from './xmlText.ts';

/** An element as the parser gives it: attributes and children by name, text as `#text`. */
export interface Element {
  readonly [name: string]: string | Element | readonly (string | Element)[] | undefined;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  // What it knows of them is not all; done below.
  processEntities: false,
});

/** The parts of an Office Open XML file (ECMA-376 part 2). */
export class Archive {
  readonly #parts: Map<string, Uint8Array>;

  private constructor(parts: Map<string, Uint8Array>) {
    this.#parts = parts;
  }

  /** @throws Error when the bytes are no archive */
  static open(bytes: Uint8Array): Archive {
    return new Archive(new Map(Object.entries(unzipSync(bytes))));
  }

  has(name: string): boolean {
    return this.#parts.has(name);
  }

  names(): string[] {
    return [...this.#parts.keys()];
  }

  text(name: string): string {
    const bytes = this.#parts.get(name);
    return bytes === undefined ? '' : strFromU8(bytes);
  }

  /** The outermost element of a part; an empty one when there is no such part. */
  xml(name: string): Element {
    const root: unknown = this.has(name) ? parser.parse(this.text(name)) : {};
    return isElement(root) ? (Object.values(root).find(isElement) ?? {}) : {};
  }

  put(name: string, text: string): void {
    this.#parts.set(name, strToU8(text));
  }

  remove(name: string): void {
    this.#parts.delete(name);
  }

  /** What a part refers to: full names of other parts, with their kind, by id. */
  relations(name: string): Map<string, { part: string; kind: string }> {
    const folder = name.slice(0, name.lastIndexOf('/') + 1);
    const relations = this.xml(relationsOf(name));
    return new Map(
      children(relations, 'Relationship').map((each) => [
        attribute(each, 'Id'),
        { part: resolve(folder, attribute(each, 'Target')), kind: attribute(each, 'Type').split('/').at(-1) ?? '' },
      ]),
    );
  }

  toBytes(): Uint8Array {
    return zipSync(Object.fromEntries(this.#parts), { level: 1 });
  }
}

/** Path of the part with the relations of a part. */
export function relationsOf(name: string): string {
  const cut = name.lastIndexOf('/') + 1;
  return `${name.slice(0, cut)}_rels/${name.slice(cut)}.rels`;
}

function resolve(folder: string, target: string): string {
  return decodeURIComponent(new URL(target, `file:///${folder}`).pathname).slice(1);
}

function isElement(value: unknown): value is Element {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The children with that name, in their order. */
export function children(element: Element | undefined, name: string): Element[] {
  const found = element?.[name];
  return [found ?? []].flat().flatMap((each) => (typeof each === 'string' ? [] : [each]));
}

/** The element at the end of a path of names. */
export function descend(element: Element | undefined, ...names: readonly string[]): Element | undefined {
  let at = element;
  for (const name of names) {
    at = children(at, name)[0];
  }
  return at;
}

/** An attribute's text; empty when there is none. */
export function attribute(element: Element | undefined, name: string): string {
  const value = element?.[`@${name}`];
  return typeof value === 'string' ? unescapeXml(value) : '';
}

/** The text inside of the first child with that name; undefined when there is none. */
export function textOf(element: Element | undefined, name: string): string | undefined {
  const found = [element?.[name] ?? []].flat()[0];
  if (found === undefined) {
    return undefined;
  }
  return typeof found === 'string' ? unescapeXml(found) : ownText(found);
}

/** The text inside of an element, without that of its children. */
export function ownText(element: Element): string {
  const text = element['#text'];
  return typeof text === 'string' ? unescapeXml(text) : '';
}
