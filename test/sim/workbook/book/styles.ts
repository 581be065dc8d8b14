import { attributeOf, escapeXml } from './xmlText.ts';

/** Formats that need no definition (ECMA-376 part 1, 18.8.30), as Excel for the United States shows them. */
const BUILT_IN: Readonly<Record<number, string>> = {
  0: 'General',
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  12: '# ?/?',
  13: '# ??/??',
  14: 'm/d/yyyy',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'm/d/yyyy h:mm',
  37: '#,##0_);(#,##0)',
  38: '#,##0_);[Red](#,##0)',
  39: '#,##0.00_);(#,##0.00)',
  40: '#,##0.00_);[Red](#,##0.00)',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss.0',
  48: '##0.0E+0',
  49: '@',
};

/** Formats of a workbook's own have numbers from here on. */
const FIRST_OWN = 164;

const MINIMAL = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts><fills count="2"><fill/><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf xfId="0"/></cellXfs></styleSheet>`;

const CELL_FORMATS = /<cellXfs\b[^>]*>(.*?)<\/cellXfs>/su;

/** The number formats behind a workbook's cell styles. */
export class Styles {
  #xml: string;
  readonly #formats = new Map<number, string>();
  readonly #styles: string[];
  changed = false;

  /** @param xml of the styles part; empty when the workbook has none */
  constructor(xml: string) {
    this.#xml = xml === '' ? MINIMAL : xml;
    for (const [, attributes = ''] of this.#xml.matchAll(/<numFmt\b([^>]*?)\/?>/gu)) {
      this.#formats.set(
        Number(attributeOf(attributes, 'numFmtId')),
        attributeOf(attributes, 'formatCode') ?? 'General',
      );
    }
    const inside = CELL_FORMATS.exec(this.#xml)?.[1] ?? '<xf/>';
    this.#styles = [...inside.matchAll(/<xf\b[^>]*?(?:\/>|>.*?<\/xf>)/gsu)].map(([xf]) => xf);
  }

  get xml(): string {
    return this.#xml;
  }

  /** The number format of a cell style. */
  format(style: number): string {
    const id = Number(attributeOf(this.#styles[style] ?? '', 'numFmtId') ?? 0);
    return this.#formats.get(id) ?? BUILT_IN[id] ?? 'General';
  }

  /** A style that is like another one but for its number format. */
  withFormat(style: number, format: string): number {
    if (this.format(style) === format) {
      return style;
    }
    const xf = (this.#styles[style] ?? '<xf/>')
      .replaceAll(/\s(?:numFmtId|applyNumberFormat)="[^"]*"/gu, '')
      .replace('<xf', `<xf numFmtId="${this.#formatId(format)}" applyNumberFormat="1"`);
    const known = this.#styles.indexOf(xf);
    if (known !== -1) {
      return known;
    }
    this.#styles.push(xf);
    this.#replace(CELL_FORMATS, `<cellXfs count="${this.#styles.length}">${this.#styles.join('')}</cellXfs>`);
    return this.#styles.length - 1;
  }

  #formatId(format: string): number {
    const known = [...this.#formats, ...Object.entries(BUILT_IN)].find(([, code]) => code === format);
    if (known !== undefined) {
      return Number(known[0]);
    }
    const id = Math.max(FIRST_OWN - 1, ...this.#formats.keys()) + 1;
    this.#formats.set(id, format);
    const own = [...this.#formats].map(([id, code]) => `<numFmt numFmtId="${id}" formatCode="${escapeXml(code)}"/>`);
    this.#xml = this.#xml.replace(/<numFmts\b[^>]*?(?:\/>|>.*?<\/numFmts>)/su, '');
    // First of all, as the schema wants it.
    this.#replace(/<fonts\b/u, `<numFmts count="${own.length}">${own.join('')}</numFmts><fonts`);
    return id;
  }

  #replace(pattern: RegExp, text: string): void {
    this.#xml = this.#xml.replace(pattern, () => text);
    this.changed = true;
  }
}
