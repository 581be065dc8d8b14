import type { Answer } from '../http/answer.ts';
import { refuse } from '../http/errors.ts';
import type { Exchange } from '../http/exchange.ts';
import { sharedItem } from '../http/shares.ts';
import { pathOf } from '../drive/node.ts';

/** What a browser shows for an item's webUrl or a sharing link: a page with its name. */
export function webPage(x: Exchange): Answer {
  if (x.method !== 'GET') {
    throw refuse(405, 'invalidRequest', 'The method is not allowed here.');
  }
  const id = `u!${Buffer.from(`${x.service.uploadOrigin}${x.path}`).toString('base64url')}`;
  const { root } = sharedItem(x.service.world, id);
  const name = escapeHtml(root.parent === undefined ? 'My files' : root.name);
  return {
    status: 200,
    html: `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${name} - OneDrive (simulated)</title></head><body><h1>${name}</h1><p>${escapeHtml(pathOf(root))}</p></body></html>`,
  };
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
