import { l10n } from 'vscode';
import type { CloudError } from '../../graph/clouds.ts';
import type { CloudFeature } from '../../graph/features.ts';
import type { Words } from './words.ts';

/** Why the settings name no usable cloud. */
export function describeCloud({ field, problem }: CloudError): Words {
  const { t } = l10n;
  const next = t('Correct it in the settings.');
  switch (problem) {
    case 'unknownCloud':
      return { reason: t('The setting onedrive.cloud names a cloud that does not exist.'), next };
    case 'missing':
      return { reason: t('The setting onedrive.customCloud lacks the address "{0}".', field), next };
    case 'notAnAddress':
      return { reason: t('"{0}" in onedrive.customCloud is not an address.', field), next };
    case 'notHttps':
      return { reason: t('"{0}" in onedrive.customCloud must start with https.', field), next };
    case 'credentials':
      return { reason: t('"{0}" in onedrive.customCloud must not contain a user name or password.', field), next };
    case 'path':
    case 'query':
      return { reason: t('"{0}" in onedrive.customCloud must end after the host name.', field), next };
  }
}

/** What the cloud of the settings lacks. */
export function describeMissingFeature(feature: CloudFeature): Words {
  const { t } = l10n;
  switch (feature) {
    case 'workbooks':
      return {
        reason: t('Microsoft offers no workbook sessions in its cloud in China.'),
        next: t('Open the workbook in Excel instead.'),
      };
    case 'personalAccounts':
      return {
        reason: t('Personal accounts exist in the global cloud only.'),
        next: t('Set onedrive.auth.tenant to organizations, or onedrive.cloud to global.'),
      };
  }
}
