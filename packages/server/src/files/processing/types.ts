import type { FileFacts, FileKind, RenditionKind } from '@corridor/sdk/protocol';
import type { Tools } from './tools.ts';
import type { VoiceSound } from './voice.ts';

export type { FileFacts, FileKind, RenditionKind };

/** A plain local file, of the type its content has. */
export interface Source { path: string; name: string; mediaType: string; kind: FileKind; /** It is a voice message. */ voice?: VoiceSound }

/** A file made of another one. Pixels, where it is a picture or a video. */
export interface MadeRendition { kind: RenditionKind; path: string; mediaType: string; width?: number; height?: number }

/** What could be made of a file. `text` is what a search finds it by; `problems` are why there is less than there might be. */
export interface Made { facts: FileFacts; renditions: MadeRendition[]; text?: string; problems: Error[] }

/** Where a maker works: programs, a folder of its own, and what ends it. A problem that it notes takes away one thing that it would have made. */
export interface Workshop { tools: Tools; folder: string; signal: AbortSignal; note(problem: unknown): void }
