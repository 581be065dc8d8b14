import { parseArgs } from 'node:util';
import { resolveCloud } from '../../src/graph/clouds.ts';
import type { Cloud, CloudId } from '../../src/graph/clouds.ts';
import type { DriveKind } from '../sim/index.ts';

export const usage = `Tries everything that uploads rely on with a real account, and compares it with the simulator.

Usage: npm run test:live -- --client-id ID [options]      signs in with a code that you type on any device
       ONEDRIVE_TOKEN=… npm run test:live [-- options]    uses an access token with Files.ReadWrite
       npm run test:live -- --simulator [options]         tries it out on this machine

  --client-id ID     application (client) id of an app registration that allows public client flows
  --tenant TENANT    common (default), organizations, consumers, or the id or a domain of a tenant
  --cloud CLOUD      global (default), usGovL4, usGovL5 or china; or custom, with --graph URL and --authority URL
  --folder LINK      also upload into this folder outside your OneDrive (a link to it), to see what permission it takes
  --yes              begin without a question
  --simulator        a simulator instead of the service; --drive business (default), personal or documentLibrary
`;

export interface LiveOptions {
  /** Of the simulator, when it is to be used. */
  readonly simulator: DriveKind | undefined;
  readonly cloud: Cloud;
  readonly clientId: string | undefined;
  readonly tenant: string;
  /** An access token: a secret. */
  readonly token: string | undefined;
  readonly folder: string | undefined;
  readonly yes: boolean;
  readonly help: boolean;
}

/** @throws {Error} that says what is wrong. */
export function readOptions(args: readonly string[], environment: NodeJS.ProcessEnv): LiveOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'client-id': { type: 'string' },
      tenant: { type: 'string', default: 'common' },
      cloud: { type: 'string', default: 'global' },
      graph: { type: 'string' },
      authority: { type: 'string' },
      folder: { type: 'string' },
      drive: { type: 'string', default: 'business' },
      simulator: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { simulator, tenant, folder, yes, help } = values;
  const clientId = values['client-id'];
  const token = environment['ONEDRIVE_TOKEN'];
  if (!simulator && !help && clientId === undefined && !token) {
    throw new Error('Give --client-id or ONEDRIVE_TOKEN, or try it with --simulator.');
  }
  if (folder !== undefined && !URL.canParse(folder)) {
    throw new Error('--folder is no link.');
  }
  return {
    simulator: simulator ? driveOf(values.drive) : undefined,
    cloud: resolveCloud(cloudOf(values.cloud), { graph: values.graph, authority: values.authority }),
    clientId,
    tenant,
    token: token === '' ? undefined : token,
    folder,
    yes,
    help,
  };
}

function driveOf(text: string): DriveKind {
  if (text !== 'business' && text !== 'personal' && text !== 'documentLibrary') {
    throw new Error('--drive is business, personal or documentLibrary.');
  }
  return text;
}

function cloudOf(text: string): CloudId {
  const clouds: readonly CloudId[] = ['global', 'usGovL4', 'usGovL5', 'china', 'custom'];
  const cloud = clouds.find((id) => id === text);
  if (cloud === undefined) {
    throw new Error(`--cloud is one of ${clouds.join(', ')}.`);
  }
  return cloud;
}
