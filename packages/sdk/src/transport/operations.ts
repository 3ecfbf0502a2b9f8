import type { Input, OperationName, Output } from '../protocol/contract.ts';
import type { Link } from './transport.ts';

type Method<Feature extends string> = { [N in OperationName]: N extends `${Feature}.${infer M}` ? M : never }[OperationName];
/** Methods that do nothing but ask the server: each takes the operation's input and answers its output. */
type Methods<Feature extends string, M extends string> = { [K in M]: (input: Input<Extract<OperationName, `${Feature}.${K}`>>) => Promise<Output<Extract<OperationName, `${Feature}.${K}`>>> };

/** A class to extend, with a method for each named operation of a feature. */
export function operations<Feature extends string, M extends Method<Feature>>(feature: Feature, ...methods: M[]): new (link: Link) => Methods<Feature, M> {
  const links = new WeakMap<object, Link>();
  class Operations {
    [method: string]: unknown;
    constructor(link: Link) { links.set(this, link); }
  }
  for (const method of methods) {
    Operations.prototype[method] = function (this: object, input: never) { return links.get(this)!.request(`${feature}.${method}` as OperationName, input); };
  }
  return Operations as never;
}
