import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { GraphClient } from '../../../../src/graph/client.ts';
import { RemoteFolder } from '../../../../src/upload/batch/folderRemote.ts';
import { clientParts } from '../../../support/graphClient.ts';
import { ScriptedTransport } from '../../../support/scriptedTransport.ts';

const never = new AbortController().signal;
const library = {
  driveId: 'b!1',
  itemId: 'top',
  driveType: 'documentLibrary',
  path: '/Reports',
  drive: 'Engineering › Documents',
} as const;

describe('RemoteFolder', () => {
  const made = (driveId: string): ReturnType<RemoteFolder['folder']> => {
    const json = { id: 'new', name: 'Specs', folder: {}, parentReference: { driveId } };
    const parts = clientParts(new ScriptedTransport({ status: 201, json }));
    return new RemoteFolder({ ...parts, client: new GraphClient(parts) }, 'Specs', library, {}, never).folder();
  };

  it('is in the drive of the folder above, also for people', async () => {
    assert.deepEqual(await made('b!1'), { ...library, itemId: 'new', path: '/Reports/Specs' });
  });

  it('knows nothing of another drive, into which a shortcut leads', async () => {
    assert.deepEqual(await made('b!2'), {
      driveId: 'b!2',
      itemId: 'new',
      driveType: 'documentLibrary',
      path: '/Reports/Specs',
    });
  });
});
