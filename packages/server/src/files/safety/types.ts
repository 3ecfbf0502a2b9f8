import type { FileKind } from '@corridor/sdk/protocol';

/** A type of file that may be uploaded. Names end in one of `extensions`, the first of them where a name has none. `isInline`: browsers may show it where it stands, for it runs nothing. */
export interface FileType { mediaType: string; kind: FileKind; extensions: readonly string[]; isInline: boolean }

const type = (mediaType: string, kind: FileKind, ...extensions: string[]): FileType => ({ mediaType, kind, extensions, isInline: false });
const shown = (mediaType: string, kind: FileKind, ...extensions: string[]): FileType => ({ mediaType, kind, extensions, isInline: true });

/** Every type there is. Code and markup are text to whoever fetches them: a media type that browsers run or lay out is not given out. */
export const fileTypes = {
  pdf: type('application/pdf', 'document', 'pdf'),
  doc: type('application/msword', 'document', 'doc', 'dot'),
  docx: type('application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'document', 'docx', 'dotx'),
  odt: type('application/vnd.oasis.opendocument.text', 'document', 'odt', 'ott'),
  rtf: type('application/rtf', 'document', 'rtf'),
  txt: type('text/plain', 'text', 'txt', 'text', 'log', 'md', 'markdown'),

  jpg: shown('image/jpeg', 'image', 'jpg', 'jpeg', 'jpe', 'jfif'),
  png: shown('image/png', 'image', 'png', 'apng'),
  gif: shown('image/gif', 'image', 'gif'),
  bmp: shown('image/bmp', 'image', 'bmp', 'dib'),
  webp: shown('image/webp', 'image', 'webp'),
  svg: type('image/svg+xml', 'image', 'svg'),
  tiff: type('image/tiff', 'image', 'tif', 'tiff'),
  heic: type('image/heic', 'image', 'heic', 'heif', 'hif'),

  mp4: shown('video/mp4', 'video', 'mp4', 'm4v'),
  mov: shown('video/quicktime', 'video', 'mov', 'qt'),
  webm: shown('video/webm', 'video', 'webm'),
  mkv: type('video/matroska', 'video', 'mkv'),
  avi: type('video/vnd.avi', 'video', 'avi'),
  wmv: type('video/x-ms-wmv', 'video', 'wmv', 'asf'),
  flv: type('video/x-flv', 'video', 'flv'),

  mp3: shown('audio/mpeg', 'audio', 'mp3'),
  wav: shown('audio/wav', 'audio', 'wav', 'wave'),
  flac: shown('audio/flac', 'audio', 'flac'),
  aac: shown('audio/aac', 'audio', 'aac'),
  m4a: shown('audio/mp4', 'audio', 'm4a', 'm4b', 'mp4'),
  ogg: shown('audio/ogg', 'audio', 'ogg', 'oga', 'opus'),
  ogv: shown('video/ogg', 'video', 'ogv', 'ogg'),
  weba: shown('audio/webm', 'audio', 'webm', 'weba'),
  wma: type('audio/x-ms-wma', 'audio', 'wma', 'asf'),

  zip: type('application/zip', 'archive', 'zip'),
  rar: type('application/vnd.rar', 'archive', 'rar'),
  '7z': type('application/x-7z-compressed', 'archive', '7z'),
  tar: type('application/x-tar', 'archive', 'tar'),
  gz: type('application/gzip', 'archive', 'gz', 'tgz'),

  html: type('text/html', 'code', 'html', 'htm', 'xhtml'),
  css: type('text/css', 'code', 'css'),
  js: type('text/javascript', 'code', 'js', 'mjs', 'cjs', 'jsx'),
  py: type('text/x-python', 'code', 'py', 'pyw'),
  java: type('text/x-java-source', 'code', 'java'),
  cpp: type('text/x-c++src', 'code', 'cpp', 'cc', 'cxx', 'c', 'h', 'hpp', 'hh', 'hxx'),
  php: type('text/x-php', 'code', 'php'),
  rb: type('text/x-ruby', 'code', 'rb'),
  go: type('text/x-go', 'code', 'go'),
  json: type('application/json', 'code', 'json'),
  xml: type('application/xml', 'code', 'xml', 'xsd', 'xsl', 'xslt'),

  xls: type('application/vnd.ms-excel', 'spreadsheet', 'xls', 'xlt'),
  xlsx: type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'spreadsheet', 'xlsx', 'xltx'),
  csv: type('text/csv', 'spreadsheet', 'csv', 'tsv'),
  ods: type('application/vnd.oasis.opendocument.spreadsheet', 'spreadsheet', 'ods', 'ots'),

  ppt: type('application/vnd.ms-powerpoint', 'presentation', 'ppt', 'pps', 'pot'),
  pptx: type('application/vnd.openxmlformats-officedocument.presentationml.presentation', 'presentation', 'pptx', 'ppsx', 'potx'),
  odp: type('application/vnd.oasis.opendocument.presentation', 'presentation', 'odp', 'otp'),
} satisfies Record<string, FileType>;
export type TypeName = keyof typeof fileTypes;

export const typeNames = Object.keys(fileTypes) as TypeName[];

/** Those whose names may end so. */
export const typesNamed = (extension: string): TypeName[] => typeNames.filter((type) => (fileTypes[type].extensions).includes(extension));

/** Text by its content, told apart by name: nothing in the bytes says which language it is. */
export const textTypes: readonly TypeName[] = ['txt', 'csv', 'html', 'css', 'js', 'py', 'java', 'cpp', 'php', 'rb', 'go', 'json', 'xml', 'svg'];

/** Packed in zip, with a list of parts that says what they are. */
export const officeTypes: readonly TypeName[] = ['docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp'];

const isTypeName = (name: string): name is TypeName => Object.hasOwn(fileTypes, name);

/** Names of types and of kinds (`pdf`, `image`), as the configuration lists them; throws a RangeError that names what is neither. */
export function typesOf(names: readonly string[]): ReadonlySet<TypeName> {
  return new Set(names.flatMap((name) => {
    const types = isTypeName(name) ? [name] : typeNames.filter((type) => fileTypes[type].kind === name);
    if (types.length === 0) throw new RangeError(`${JSON.stringify(name)} is no type of files; there are ${typeNames.join(', ')}, and image, video, audio, document, text, code, spreadsheet, presentation, archive for all of a kind`);
    return types;
  }));
}
