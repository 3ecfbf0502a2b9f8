import { operations } from '../transport/operations.ts';

/** Files: what is there, who sees it, and where it is fetched. */
export class Files extends operations('files', 'beginUpload', 'cancelUpload', 'file', 'list', 'urls', 'delete', 'quarantined', 'release', 'purge') {}
