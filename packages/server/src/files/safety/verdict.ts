import type { FileKind } from '@corridor/sdk/protocol';
import { examineArchive } from './archives.ts';
import { Bytes, type ByteSource } from './bytes.ts';
import { detect } from './detect.ts';
import { examinePicture } from './images.ts';
import { cleanName, extensionOf } from './names.ts';
import { examinePdf, examineTail, refuseHiddenZip, refusePdfInside, refuseScriptInGif } from './polyglots.ts';
import { refused } from './refusal.ts';
import { fileTypes, officeTypes, textTypes, typesNamed, type TypeName } from './types.ts';

/** `types`: those that may be uploaded, by their names in `fileTypes`; all where it is absent. */
export interface SafetyRules { types?: ReadonlySet<TypeName> }

/** What an upload is, whatever its sender said. `isInline`: browsers may show it where it stands; all else is given out to be saved. */
export interface Examined { name: string; mediaType: string; kind: FileKind; isInline: boolean }

/** Refuses, before anything is sent, a name that no file may have here. */
export function checkName(name: string, { types }: SafetyRules = {}): void {
  const extension = extensionOf(cleanName(name)), named = typesNamed(extension);
  if (!extension) return; // its content will tell
  if (named.length === 0 || (types && !named.some((type) => types.has(type)))) throw refused('not-allowed', `Files that end in .${extension} are not taken here`, { extension });
}

const packed: readonly TypeName[] = [...officeTypes, 'zip', '7z', 'rar', 'tar', 'gz'];

/**
 * Says what the bytes of a file are before anybody else gets them. Throws a CallError with a reason in its details: `unsupported-type` for types that are not allowed, names that say another type,
 * damaged files and polyglots; `too-large` for what would decode or unpack to too much; `invalid-input` for names and archive entries that lead elsewhere.
 */
export async function examine(from: string | ByteSource, name: string, rules: SafetyRules = {}): Promise<Examined> {
  const bytes = await Bytes.open(from);
  try {
    const cleaned = cleanName(name), extension = extensionOf(cleaned);
    const { types, alsoNamed = [], words } = await detect(bytes);
    const type = chosen(types, alsoNamed, extension);
    if (!type) throw misnamed(cleaned, extension, types[0], words);
    if (rules.types && !rules.types.has(type)) throw refused('not-allowed', `Files of the type ${type} are not taken here`, { detected: fileTypes[type].mediaType });
    await examineAs(type, bytes);
    const { mediaType, kind, isInline, extensions: [ending] } = fileTypes[type];
    return { name: extension || kind === 'text' ? cleaned : cleanName(`${cleaned}.${ending}`), mediaType, kind, isInline };
  } finally { await bytes.close(); }
}

function chosen(types: readonly TypeName[], alsoNamed: readonly string[], extension: string): TypeName | undefined {
  if (!extension || alsoNamed.includes(extension)) return types[0];
  return types.find((type) => typesNamed(extension).includes(type));
}

function misnamed(name: string, extension: string, is: TypeName | undefined, words: string | undefined) {
  const [says] = typesNamed(extension);
  if (!is) return refused('not-allowed', words ? `${name} is ${words}, which is not taken here` : `What ${name} contains is of no type that is taken here`, { extension });
  if (!says) return refused('not-allowed', `Files that end in .${extension} are not taken here`, { extension, detected: fileTypes[is].mediaType });
  return refused('misnamed', `${name} is not what its name says: its content is ${contentWords(is)}`, { extension, detected: fileTypes[is].mediaType });
}
const contentWords = (type: TypeName) => (type === 'txt' ? 'plain text' : `of the type ${type} (${fileTypes[type].mediaType})`);

async function examineAs(type: TypeName, bytes: Bytes): Promise<void> {
  if (packed.includes(type)) {
    if (type !== 'zip' && !officeTypes.includes(type)) await refuseHiddenZip(bytes);
    else if (!await isPackedByZip(bytes)) return; // an office document with a password
    return examineArchive(await bytes.path());
  }
  if (textTypes.includes(type)) return;
  await refuseHiddenZip(bytes);
  if (type === 'pdf') return examinePdf(bytes);
  const head = await bytes.at(0, 1024);
  refusePdfInside(head);
  if (type === 'gif') refuseScriptInGif(head);
  const picture = await examinePicture(bytes, type);
  if (picture?.end !== undefined) await examineTail(bytes, picture.end);
}

const isPackedByZip = async (bytes: Bytes) => (await bytes.at(0, 2)).toString('latin1') === 'PK';
