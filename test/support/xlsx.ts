import { strToU8, zipSync } from 'fflate';

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relationships = 'http://schemas.openxmlformats.org/package/2006/relationships';
const spreadsheet = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const contentTypes = 'http://schemas.openxmlformats.org/package/2006/content-types';
const mime = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
/** Of a workbook with macros ([MS-OFFMACRO2]). */
export const macroWorkbook = 'application/vnd.ms-excel.sheet.macroEnabled.main+xml';
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

/**
 * A workbook of one sheet that Excel opens: the smallest set of parts that ECMA-376 asks for.
 * @param main content type of the workbook itself; another one for a workbook with macros.
 */
export function makeWorkbook(
  rows: readonly (readonly (string | number)[])[],
  main = `${mime}.sheet.main+xml`,
): Uint8Array {
  const parts: Record<string, string> = {
    '[Content_Types].xml': `<Types xmlns="${contentTypes}">
      <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
      <Default Extension="xml" ContentType="application/xml"/>
      <Override PartName="/xl/workbook.xml" ContentType="${main}"/>
      <Override PartName="/xl/worksheets/sheet1.xml" ContentType="${mime}.worksheet+xml"/></Types>`,
    '_rels/.rels': relationship(`${office}/officeDocument`, 'xl/workbook.xml'),
    'xl/workbook.xml': `<workbook xmlns="${spreadsheet}" xmlns:r="${office}">
      <sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationship(`${office}/worksheet`, 'worksheets/sheet1.xml'),
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${spreadsheet}"><sheetData>${rows.map(row).join('')}</sheetData></worksheet>`,
  };
  const files = Object.entries(parts).map(([name, text]) => [name, strToU8(`${head}\n${text}`)] as const);
  return zipSync(Object.fromEntries(files));
}

function relationship(type: string, target: string): string {
  return `<Relationships xmlns="${relationships}"><Relationship Id="rId1" Type="${type}" Target="${target}"/></Relationships>`;
}

function row(values: readonly (string | number)[], index: number): string {
  return `<row r="${index + 1}">${values.map(cell).join('')}</row>`;
}

function cell(value: string | number): string {
  if (typeof value === 'number') {
    return `<c><v>${value}</v></c>`;
  }
  const text = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<c t="inlineStr"><is><t>${text}</t></is></c>`;
}
