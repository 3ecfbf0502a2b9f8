// Clients in a process of their own, so that their work is not the server's, nor the bench's.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A process of people, who do what they are told. */
export class People {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  #asked = 0;

  /** `execArgv`: how Node is to be started, for a script that is no plain one. */
  constructor(script: string, execArgv: readonly string[] = []) {
    this.#child = fork(fileURLToPath(new URL(script, import.meta.url)), { execArgv: [...execArgv] });
    this.#child.on('message', ({ id, answer, error }: { id: number; answer: never; error?: string }) => {
      const { resolve, reject } = this.#waiting.get(id)!;
      if (error === undefined) resolve(answer);
      else reject(new Error(error));
    });
  }

  ask<T = unknown>(what: string, input: object): Promise<T> {
    const id = ++this.#asked;
    this.#child.send({ id, what, input });
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  end(): void { this.#child.disconnect(); }
}
