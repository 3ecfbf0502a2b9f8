import type { MyChannel } from '@corridor/sdk';
import { msg } from '../base/localisation.ts';

export type ThreadStatus = NonNullable<MyChannel['thread']>['status'];

export const statusLabel = (status: ThreadStatus): string => (status === 'open' ? msg('Open') : status === 'resolved' ? msg('Resolved') : msg('Archived'));
