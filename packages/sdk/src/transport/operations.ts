import type { Input, OperationName, Output } from '../protocol/contract.ts';
import type { Link } from './transport.ts';

type Method<Feature extends string> = { [N in OperationName]: N extends `${Feature}.${infer M}` ? M : never }[OperationName];
/** Methods that do nothing but ask the server: each takes the operation's input and answers its output. */
type Methods<Feature extends string, M extends string> = { [K in M]: (input: Input<Extract<OperationName, `${Feature}.${K}`>>) => Promise<Output<Extract<OperationName, `${Feature}.${K}`>>> };

/** A class to extend, with a method for each named operation of a feature. */
export function operations<Feature extends string, M extends Method<Feature>>(feature: Feature, ...methods: M[]): new (link: Link) => Methods<Feature, M> {
  class Operations {
    constructor(link: Link) {
      for (const method of methods) (this as Record<string, unknown>)[method] = (input: never) => link.request(`${feature}.${method}` as OperationName, input);
    }
  }
  return Operations as never;
}
