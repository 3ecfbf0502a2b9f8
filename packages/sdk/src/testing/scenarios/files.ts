import type { Scenario } from '../transcript.ts';

export const fileScenarios: readonly Scenario[] = [
  {
    name: 'a file is its owner\'s alone until it is shared, at the level that was given, and taken back',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe', { groups: ['buyers'] }), stranger = await connect('ben', { tenant: 'elsewhere' });
      const fileId = await ada.upload({ name: 'offer.txt', text: 'hello' });
      equal([await ben.codeOf('files.file', { fileId }), await stranger.codeOf('files.file', { fileId })], ['not-found', 'not-found']);
      const { visibility, items } = await ada.ask('files.share', { fileId, grants: [{ kind: 'user', id: 'ben', level: 'view' }, { kind: 'group', id: 'buyers', level: 'edit' }] });
      equal([visibility, items.map(({ kind, id, level }) => [kind, id, level]).sort()], ['restricted', [['group', 'buyers', 'edit'], ['user', 'ben', 'view']]]);
      equal(await ben.hears('files.changed', (changed) => changed.fileId === fileId), { fileId });
      equal([(await ben.ask('files.file', { fileId })).level, (await chloe.ask('files.file', { fileId })).level], ['view', 'edit']);
      equal((await ben.ask('files.list', { scope: 'shared' })).items.map(({ id }) => id), [fileId]);
      for (const [name, input] of [['files.comment', { fileId, text: 'x' }], ['files.update', { fileId, tags: ['x'] }], ['files.grants', { fileId }], ['files.share', { fileId, visibility: 'organisation' }], ['files.delete', { fileId }]] as const) equal(await ben.codeOf(name, input), 'forbidden');
      equal((await chloe.ask('files.update', { fileId, name: 'offer 2.txt', tags: ['2026', 'offer', '2026'] })).tags, ['2026', 'offer']);
      equal([await chloe.codeOf('files.update', { fileId, name: 'offer.exe' }), await chloe.codeOf('files.update', { fileId, folderId: null }), await chloe.codeOf('files.transfer', { fileId, userId: 'chloe' })], ['invalid-input', 'forbidden', 'forbidden']);
      equal([(await ada.ask('files.list', { tag: 'offer' })).items.length, (await ada.ask('files.list', { query: 'OFFER 2' })).items.length, (await ada.ask('files.list', { tag: 'other' })).items.length], [1, 1, 0]);
      await ben.ask('files.unshare', { fileId, subjects: [{ kind: 'user', id: 'ben' }] });
      equal(await ben.codeOf('files.file', { fileId }), 'not-found');
      await ada.ask('files.share', { fileId, visibility: 'organisation' });
      equal([(await ben.ask('files.file', { fileId })).level, (await chloe.ask('files.file', { fileId })).level, await stranger.codeOf('files.file', { fileId })], ['comment', 'edit', 'not-found']);
      equal((await ben.ask('files.list', { scope: 'organisation' })).items.map(({ id }) => id), [fileId]);
      equal((await ada.ask('files.share', { fileId, visibility: 'private' })).items, []);
      equal([await ben.codeOf('files.file', { fileId }), await chloe.codeOf('files.file', { fileId })], ['not-found', 'not-found']);
      equal([await ada.codeOf('files.share', { fileId, visibility: 'private', grants: [{ kind: 'user', id: 'ben', level: 'view' }] }), await ada.codeOf('files.transfer', { fileId, userId: 'nobody' })], ['invalid-input', 'not-found']);
      await ada.ask('files.transfer', { fileId, userId: 'ben' });
      equal([(await ben.ask('files.file', { fileId })).level, (await ada.ask('files.file', { fileId })).level], ['owner', 'edit']);
    },
  },
  {
    name: 'a place says whose files it holds and how they are tagged, as far as one sees them, and is narrowed by either',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe'), stranger = await connect('ben', { tenant: 'elsewhere' });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'offers', members: ['ben'] });
      const [plan, offer, secret] = [await ada.upload({ name: 'plan.txt', text: 'a' }), await ben.upload({ name: 'offer.txt', text: 'b' }), await ada.upload({ name: 'secret.txt', text: 'c' })];
      await ada.ask('files.update', { fileId: plan, tags: ['2026', 'plan'] });
      await ben.ask('files.update', { fileId: offer, tags: ['2026'] });
      await ada.ask('files.update', { fileId: secret, tags: ['secret'] });
      await ada.ask('chat.send', { channelId, text: '', fileIds: [plan] });
      await ben.ask('chat.send', { channelId, text: '', fileIds: [offer] });
      const both = { owners: [{ userId: 'ada', files: 1 }, { userId: 'ben', files: 1 }], tags: [{ tag: '2026', files: 2 }, { tag: 'plan', files: 1 }] };
      equal([await ben.ask('files.facets', { channelId }), await ben.ask('files.facets', {})], [both, both]);
      equal(await ada.ask('files.facets', { scope: 'mine' }), { owners: [{ userId: 'ada', files: 2 }], tags: [{ tag: '2026', files: 1 }, { tag: 'plan', files: 1 }, { tag: 'secret', files: 1 }] });
      equal([await chloe.ask('files.facets', {}), await stranger.ask('files.facets', {})], [{ owners: [], tags: [] }, { owners: [], tags: [] }]);
      equal([await chloe.codeOf('files.facets', { channelId }), await stranger.codeOf('files.facets', { channelId })], ['not-found', 'not-found']);
      await ben.ask('files.setFavourite', { fileId: plan, isFavourite: true });
      equal((await ben.ask('files.facets', { isFavourite: true })).owners, [{ userId: 'ada', files: 1 }]);
      const names = async (narrowed: object) => (await ben.ask('files.list', { channelId, ...narrowed })).items.map(({ name }) => name).sort();
      equal([await names({ tag: '2026' }), await names({ ownerId: 'ada' }), await names({ ownerId: 'ada', tag: 'secret' })], [['offer.txt', 'plan.txt'], ['plan.txt'], []]);
    },
  },
  {
    name: 'what is shared with a channel, lies in its folder or is carried by its messages is there for who sees the channel',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'offers', members: ['ben'] });
      const [shared, filed, carried] = [await ada.upload({ name: 'shared.txt', text: 'a' }), await ada.upload({ name: 'filed.txt', text: 'b' }), await ada.upload({ name: 'carried.txt', text: 'c' })];
      await ada.ask('files.share', { fileId: shared, grants: [{ kind: 'channel', id: channelId, level: 'edit' }] });
      const { id: folderId } = await ben.ask('files.createFolder', { name: ' Offers ', channelId });
      equal((await ada.ask('files.update', { fileId: filed, folderId })).folderId, folderId);
      const { id: messageId } = await ada.ask('chat.send', { channelId, text: '', fileIds: [carried] });
      const levels = async () => {
        const said: unknown[] = [];
        for (const fileId of [shared, filed, carried]) said.push(await ben.outcomeOf('files.file', { fileId }));
        return said.map((one) => (typeof one === 'string' ? one : (one as { level: string }).level));
      };
      equal(await levels(), ['edit', 'comment', 'comment']);
      for (const fileId of [shared, filed, carried]) equal(await chloe.codeOf('files.file', { fileId }), 'not-found');
      equal((await ben.ask('files.list', { channelId })).items.map(({ name }) => name).sort(), ['carried.txt', 'filed.txt', 'shared.txt']);
      equal((await ben.ask('files.list', { channelId, folderId })).items.map(({ name }) => name), ['filed.txt']);
      equal((await ben.ask('files.list', { channelId, folderId: 'none' })).items.map(({ name }) => name).sort(), ['carried.txt', 'shared.txt']);
      equal([await chloe.codeOf('files.list', { channelId }), await chloe.codeOf('files.folders', { channelId }), await chloe.codeOf('files.list', { folderId })], ['not-found', 'not-found', 'not-found']);
      equal(await ben.codeOf('chat.send', { channelId, text: 'mine now', fileIds: [shared] }), 'forbidden');
      await ada.ask('chat.delete', { messageId });
      equal(await levels(), ['edit', 'comment', 'not-found']);
      equal(await ben.codeOf('files.deleteFolder', { folderId }), 'conflict');
      await ben.ask('files.deleteFolder', { folderId, withContents: true });
      equal(await levels(), ['edit', 'not-found', 'not-found']);
      equal((await ada.ask('files.file', { fileId: filed })).folderId, null);
      await ada.ask('chat.removeMember', { channelId, userId: 'ben' });
      equal(await levels(), ['not-found', 'not-found', 'not-found']);
    },
  },
  {
    name: 'a file has versions, of which editors see the old ones and restore them as the next',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const fileId = await ada.upload({ name: 'offer.txt', text: 'first' });
      await ada.ask('files.share', { fileId, grants: [{ kind: 'user', id: 'ben', level: 'view' }] });
      equal(await ben.codeOf('files.beginUpload', { fileId, name: 'offer.txt', bytes: 5 }), 'forbidden');
      await ada.upload({ name: 'offer final.txt', text: 'second one', fileId });
      equal((await ada.ask('files.versions', { fileId })).items.map(({ version, name, bytes, madeBy }) => [version, name, bytes, madeBy]), [[2, 'offer final.txt', 10, 'ada'], [1, 'offer.txt', 5, 'ada']]);
      const { next } = await ada.ask('files.versions', { fileId, limit: 1 });
      equal((await ada.ask('files.versions', { fileId, limit: 1, cursor: next! })).items.map(({ version }) => version), [1]);
      equal([await ben.codeOf('files.versions', { fileId }), await ben.codeOf('files.restoreVersion', { fileId, version: 1 })], ['forbidden', 'forbidden']);
      const urls = async (guest: typeof ada) => (await guest.ask('files.urls', { items: [{ fileId, version: 1, as: 'original' }, { fileId, as: 'original' }] })).items.map(({ version }) => version);
      equal([await urls(ada), await urls(ben)], [[1, 2], [2]]);
      const restored = await ada.ask('files.restoreVersion', { fileId, version: 1 });
      equal([restored.version, restored.name, restored.bytes], [3, 'offer.txt', 5]);
      equal((await ada.ask('files.versions', { fileId })).items[0]?.restoredFrom, 1);
      equal([(await ada.ask('files.restoreVersion', { fileId, version: 3 })).version, await ada.codeOf('files.restoreVersion', { fileId, version: 9 })], [3, 'not-found']);
      equal((await ada.ask('files.activity', { fileId })).items.map(({ what }) => what), ['version-restored', 'version', 'shared', 'uploaded']);
      equal(await ben.codeOf('files.activity', { fileId }), 'forbidden');
    },
  },
  {
    name: 'a message that is refused shares none of the files that it would have carried',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const { id: channelId } = await ben.ask('chat.createChannel', { kind: 'group', name: 'own', visibility: 'public' }), fileId = await ada.upload({ name: 'offer.txt', text: 'first' });
      equal(await ada.codeOf('chat.send', { channelId, text: 'look', fileIds: [fileId] }), 'forbidden');
      equal([await ben.codeOf('files.file', { fileId }), (await ben.ask('files.list', { channelId })).items, (await ben.ask('files.list', {})).items], ['not-found', [], []]);
      equal([(await ada.ask('files.list', { channelId })).items, (await ada.ask('files.list', {})).items.map(({ id }) => id)], [[], [fileId]]);
    },
  },
  {
    name: 'what was deleted is restored by who deleted it, and comes back to the messages that carry it',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), admin = await connect('admin', { roles: ['admin'] });
      const { id: channelId } = await ada.ask('chat.openDirect', { userIds: ['ben'] }), fileId = await ada.upload({ name: 'offer.txt', text: 'first' });
      await ada.ask('chat.send', { channelId, text: 'look', fileIds: [fileId] });
      const carried = async () => { const { card } = (await ben.ask('chat.history', { channelId })).items.at(-1)!; return card?.type === 'files' ? card.files.map(({ name }) => name) : card; };
      equal([await carried(), await ben.codeOf('files.delete', { fileId })], [['offer.txt'], 'forbidden']);
      await ada.ask('files.delete', { fileId });
      equal([await carried(), await ben.codeOf('files.file', { fileId }), await ada.codeOf('files.file', { fileId }), await ada.codeOf('files.delete', { fileId })], [[], 'not-found', 'not-found', 'not-found']);
      equal(await ada.codeOf('files.beginUpload', { fileId, name: 'offer.txt', bytes: 5 }), 'not-found');
      equal([(await ada.ask('files.deleted', {})).items.map(({ name, deletedBy }) => [name, deletedBy]), (await ben.ask('files.deleted', {})).items], [[['offer.txt', 'ada']], []]);
      equal([await ben.codeOf('files.restore', { fileId }), await ada.codeOf('files.restore', { fileId }), await ada.codeOf('files.restore', { fileId })], ['not-found', 'ok', 'not-found']);
      equal([await carried(), (await ada.ask('files.deleted', {})).items], [['offer.txt'], []]);
      await admin.ask('files.delete', { fileId });
      equal([await ada.codeOf('files.restore', { fileId }), await admin.codeOf('files.restore', { fileId }), (await ada.ask('files.file', { fileId })).level], ['not-found', 'ok', 'owner']);
    },
  },
  {
    name: 'files are commented in threads, and who is named hears of it if they see the file',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe');
      const fileId = await ada.upload({ name: 'offer.txt', text: 'hello' });
      await ada.ask('files.share', { fileId, grants: [{ kind: 'user', id: 'ben', level: 'comment' }] });
      const first = await ben.ask('files.comment', { fileId, text: ' Is this right, <@ada> and <@chloe>? <!channel> `<@mod>` ' });
      equal([first.text, first.mentions], ['Is this right, <@ada> and <@chloe>? <!channel> `<@mod>`', ['@ada', '@chloe']]);
      equal(await ada.hears('files.mentioned', ({ fileId: id }) => id === fileId), { fileId, commentId: first.id, userId: 'ben' });
      const answer = await ada.ask('files.comment', { fileId, threadId: first.id, text: 'Yes' });
      equal([await ada.codeOf('files.comment', { fileId, threadId: answer.id, text: 'x' }), await chloe.codeOf('files.comments', { fileId }), await chloe.codeOf('files.editComment', { commentId: first.id, text: 'x' })], ['not-found', 'not-found', 'not-found']);
      equal([await ada.codeOf('files.editComment', { commentId: first.id, text: 'x' }), await ben.codeOf('files.deleteComment', { commentId: answer.id }), await ben.codeOf('files.resolveComment', { commentId: answer.id, isResolved: true })], ['forbidden', 'forbidden', 'conflict']);
      equal((await ben.ask('files.editComment', { commentId: first.id, text: 'Is this right?' })).mentions, undefined);
      equal((await ada.ask('files.resolveComment', { commentId: first.id, isResolved: true })).resolvedBy, 'ada');
      equal((await ada.ask('files.resolveComment', { commentId: first.id, isResolved: false })).resolvedBy, undefined);
      await ada.ask('files.deleteComment', { commentId: first.id });
      equal((await ben.ask('files.comments', { fileId })).items.map(({ text, deletedAt }) => [text, deletedAt !== undefined]), [['', true], ['Yes', false]]);
      equal([await ben.codeOf('files.comment', { fileId, threadId: first.id, text: 'x' }), await ben.codeOf('files.editComment', { commentId: first.id, text: 'x' })], ['not-found', 'not-found']);
      await ada.ask('files.deleteComment', { commentId: answer.id });
      equal((await ben.ask('files.comments', { fileId })).items, []);
    },
  },
  {
    name: 'folders are one\'s own, lie in each other without end or circle, and go with what is in them',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const outer = await ada.ask('files.createFolder', { name: 'Outer' }), inner = await ada.ask('files.createFolder', { name: 'Inner', parentId: outer.id }), other = await ben.ask('files.createFolder', { name: 'Other' });
      equal((await ada.ask('files.folders', {})).items.map(({ name, parentId }) => [name, parentId !== null]), [['Inner', true], ['Outer', false]]);
      equal([await ada.codeOf('files.createFolder', { name: 'x', parentId: other.id }), await ada.codeOf('files.updateFolder', { folderId: other.id, name: 'x' }), await ada.codeOf('files.beginUpload', { name: 'a.txt', bytes: 1, folderId: other.id })], ['not-found', 'not-found', 'not-found']);
      equal([await ada.codeOf('files.updateFolder', { folderId: outer.id, parentId: inner.id }), await ada.codeOf('files.updateFolder', { folderId: outer.id, parentId: outer.id }), await ada.codeOf('files.createFolder', { name: 'a/b' })], ['invalid-input', 'invalid-input', 'invalid-input']);
      const fileId = await ada.upload({ name: 'offer.txt', text: 'hello', folderId: inner.id });
      await ada.ask('files.share', { fileId, grants: [{ kind: 'user', id: 'ben', level: 'view' }] });
      equal([(await ada.ask('files.list', { folderId: inner.id })).items.map(({ name }) => name), (await ben.ask('files.file', { fileId })).folderId], [['offer.txt'], null]);
      await ben.ask('files.setFavourite', { fileId, isFavourite: true });
      equal([(await ben.ask('files.list', { isFavourite: true })).items.length, (await ada.ask('files.list', { isFavourite: true })).items.length], [1, 0]);
      let parentId = outer.id;
      for (let depth = 2; depth <= 10; depth++) parentId = (await ada.ask('files.createFolder', { name: `deep ${depth}`, parentId })).id;
      equal([await ada.codeOf('files.createFolder', { name: 'too deep', parentId }), await ada.codeOf('files.updateFolder', { folderId: inner.id, parentId })], ['invalid-input', 'invalid-input']);
      equal(await ada.codeOf('files.deleteFolder', { folderId: outer.id }), 'conflict');
      await ada.ask('files.deleteFolder', { folderId: outer.id, withContents: true });
      equal([(await ada.ask('files.folders', {})).items, (await ada.ask('files.deleted', {})).items.map(({ name, folderId }) => [name, folderId])], [[], [['offer.txt', null]]]);
    },
  },
  {
    name: 'links to files are made and ended by their owner',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), admin = await connect('admin', { roles: ['admin'] });
      const fileId = await ada.upload({ name: 'offer.txt', text: 'hello' }), expiresAt = '2026-12-24T12:00:00Z';
      await ada.ask('files.share', { fileId, grants: [{ kind: 'user', id: 'ben', level: 'edit' }] });
      const { id: linkId, hasPassword, mostDownloads, downloads, state } = await ada.ask('files.createLink', { fileId, expiresAt, password: 'secret', mostDownloads: 2 });
      equal([hasPassword, mostDownloads, downloads, state], [true, 2, 0, 'active']);
      equal([await ben.codeOf('files.createLink', { fileId, expiresAt }), await ben.codeOf('files.links', { fileId }), await ben.codeOf('files.revokeLink', { linkId })], ['forbidden', 'forbidden', 'not-found']);
      equal([await ada.codeOf('files.createLink', { fileId, expiresAt: '2001-01-01T00:00:00Z' }), await ada.codeOf('files.createLink', { fileId, expiresAt: '2031-01-01T00:00:00Z' })], ['invalid-input', 'invalid-input']);
      await ada.ask('files.revokeLink', { linkId });
      await ada.ask('files.revokeLink', { linkId });
      equal((await ada.ask('files.links', { fileId })).items.map((link) => link.state), ['revoked']);
      equal([await ben.codeOf('files.figures', {}), (({ files, uploads, shares, bytes, people }) => [files, uploads, shares, bytes, people.map(({ userId }) => userId)])(await admin.ask('files.figures', {}))], ['forbidden', [1, 1, 2, 5, ['ada']]]);
    },
  },
];
