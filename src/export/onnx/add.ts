// addToOnnx: an op in place of the custom nodes of a model. Only what has to change is written anew.
import { described } from '../../tfjs/errors.js';
import { checkOptions } from '../../tfjs/options.js';
import { checkedName } from '../text/names.js';
import { formulasOf, type Subject, shortened, subjectOf } from '../text/subject.js';
import { DOMAIN, DOMAIN_VERSION, functionMessage } from './function.js';
import { IR_VERSION, LANGUAGE, LAST_OPSET, LEAST_OPSET, outputName } from './onnx.js';
import {
  bytes,
  FIELD,
  type Field,
  fieldsOf,
  integer,
  integerOf,
  message,
  opset,
  text,
  textOf,
} from './wire.js';

export interface AddOptions {
  /** The type of the nodes, if it is not the name of the op. */
  readonly name?: string | undefined;
  /** `'ignore'`: nodes may have attributes, which are dropped. */
  readonly attributes?: 'ignore' | undefined;
}

/** Graphs lie in attributes of nodes, one in another; so deep, at most. */
const MAX_DEPTH = 50;

/**
 * `model` with `op` in place of its custom nodes: those whose type is the name of the op, in whatever domain a converter
 * has left them, also inside branches, loops and functions. They then call a function that is added to the model; their
 * inputs and outputs stay, which may be of any type: the function computes in float32. All else stays as it is.
 *
 * @param model The bytes of an ONNX model, of opset 15 or later.
 * @returns The bytes of the new model.
 * @throws TypeError for what is no Uint8Array and no op of one output; Error for bytes that are no ONNX model, and for
 *   an op without a formula; RangeError for a model without such a node, or with an older opset, and for nodes that have
 *   another number of inputs or outputs, or attributes.
 *
 * ```ts
 * writeFileSync('fixed.onnx', addToOnnx(readFileSync('converted.onnx'), snake));
 * ```
 */
export function addToOnnx(model: Uint8Array, op: unknown, options: AddOptions = {}): Uint8Array {
  const where = 'addToOnnx';
  if (!(model instanceof Uint8Array)) {
    throw new TypeError(`${where}: model expected the bytes of one, a Uint8Array, got ${described(model)}`);
  }
  checkOptions(where, options, ['name', 'attributes']);
  if (options.attributes !== undefined && options.attributes !== 'ignore') {
    throw new RangeError(`${where}: attributes expected 'ignore', got ${described(options.attributes)}`);
  }
  const subject = subjectOf(where, op);
  const name = checkedName(where, subject.name, options.name, LANGUAGE);
  const fields = modelFields(where, model);
  const version = opsetOf(where, fields);
  const edit = new Edit(where, name, subject, options.attributes === 'ignore');
  const edited = fields.map((field) => {
    if (field.number === FIELD.model.graph) return edit.graph(field.content, 0);
    return field.number === FIELD.model.functions ? edit.function(field.content) : undefined;
  });
  if (edit.count === 0) {
    throw new RangeError(
      `${where}: expected a model with a node of type ${name}, got one with ${typesOf(edit.types)}; ` +
        'give the option name the type of the node',
    );
  }
  const output = outputName(subject.inputs);
  const doc = formulasOf(subject, name);
  const added = functionMessage(name, subject.inputs, output, subject, {
    opset: version,
    anyType: true,
    doc,
  });
  return message((writer) => {
    fields.forEach(({ number, raw, content }, i) => {
      const replaced = edited[i];
      if (number === FIELD.model.irVersion) {
        integer(writer, number, Math.max(IR_VERSION, integerOf(fields, number)));
      } else if (number === FIELD.model.functions && isFunction(content, name)) return;
      else if (replaced === undefined) writer.raw(raw);
      else bytes(writer, number, replaced);
    });
    if (!imports(fields, FIELD.model.opsetImport, DOMAIN)) {
      bytes(writer, FIELD.model.opsetImport, opset(DOMAIN, DOMAIN_VERSION));
    }
    bytes(writer, FIELD.model.functions, added);
  });
}

/** The changes of nodes, wherever they lie. */
class Edit {
  /** How many nodes have been replaced. */
  count = 0;
  /** The types of all nodes, in their domains. */
  readonly types = new Set<string>();

  constructor(
    readonly where: string,
    readonly name: string,
    readonly subject: Subject,
    readonly ignoresAttributes: boolean,
  ) {}

  /** The graph with its nodes replaced; undefined if none is. */
  graph(content: Uint8Array, depth: number): Uint8Array | undefined {
    return this.#within(content, FIELD.graph.node, (node) => this.#node(node, depth));
  }

  /** The function with its nodes replaced, and the domain imported; undefined if none is. */
  function(content: Uint8Array): Uint8Array | undefined {
    // The one of an earlier call is replaced as a whole.
    if (isFunction(content, this.name)) return undefined;
    const edited = this.#within(content, FIELD.function.node, (node) => this.#node(node, 0));
    if (edited === undefined || imports(fieldsOf(edited), FIELD.function.opsetImport, DOMAIN)) return edited;
    return message((writer) => {
      writer.raw(edited);
      bytes(writer, FIELD.function.opsetImport, opset(DOMAIN, DOMAIN_VERSION));
    });
  }

  #node(content: Uint8Array, depth: number): Uint8Array | undefined {
    const fields = fieldsOf(content);
    const type = textOf(fields, FIELD.node.type);
    const domain = textOf(fields, FIELD.node.domain);
    this.types.add(domain === '' ? type : `${domain}:${type}`);
    if (type !== this.name) {
      const { graph, graphs } = FIELD.attribute;
      if (depth === MAX_DEPTH) {
        throw new RangeError(
          `${this.where}: expected graphs at most ${MAX_DEPTH} deep in each other, got more`,
        );
      }
      return this.#within(content, FIELD.node.attribute, (attribute) =>
        this.#within(attribute, [graph, graphs], (inner) => this.graph(inner, depth + 1)),
      );
    }
    this.#check(fields);
    this.count++;
    return message((writer) => {
      const { attribute, domain: domainField, overload } = FIELD.node;
      for (const { number, raw } of fields) {
        if (number !== attribute && number !== domainField && number !== overload) writer.raw(raw);
      }
      text(writer, domainField, DOMAIN);
    });
  }

  /** @throws RangeError for a node that the op does not fit. */
  #check(fields: readonly Field[]): void {
    const node = `the node "${shortened(textOf(fields, FIELD.node.name))}" of type ${this.name}`;
    const count = (number: number): number => fields.filter((field) => field.number === number).length;
    const { inputs } = this.subject;
    const [given, outputs] = [count(FIELD.node.input), count(FIELD.node.output)];
    if (given !== inputs.length || outputs !== 1) {
      throw new RangeError(
        `${this.where}: expected nodes of ${inputs.length} inputs (${inputs.join(', ')}) and 1 output, as the op has, ` +
          `got ${given} and ${outputs} in ${node}`,
      );
    }
    if (count(FIELD.node.attribute) > 0 && !this.ignoresAttributes) {
      const names = fields
        .filter(({ number }) => number === FIELD.node.attribute)
        .map(({ content }) => textOf(fieldsOf(content), FIELD.attribute.name));
      throw new RangeError(
        `${this.where}: expected nodes without attributes, got ${shortened(names.join(', '))} in ${node}; put their ` +
          "values into the op, then give the option attributes: 'ignore'",
      );
    }
  }

  /** `content` with what `change` gives for the fields of a number; undefined if it gives nothing. */
  #within(
    content: Uint8Array,
    numbers: number | readonly number[],
    change: (content: Uint8Array) => Uint8Array | undefined,
  ): Uint8Array | undefined {
    const wanted = [numbers].flat();
    const fields = fieldsOf(content);
    const changed = fields.map((field) =>
      wanted.includes(field.number) ? change(field.content) : undefined,
    );
    if (changed.every((each) => each === undefined)) return undefined;
    return message((writer) => {
      fields.forEach(({ number, raw }, i) => {
        const replaced = changed[i];
        if (replaced === undefined) writer.raw(raw);
        else bytes(writer, number, replaced);
      });
    });
  }
}

const isFunction = (content: Uint8Array, name: string): boolean => {
  const fields = fieldsOf(content);
  const { name: nameField, domain } = FIELD.function;
  return textOf(fields, nameField) === name && textOf(fields, domain) === DOMAIN;
};

/** @throws Error for bytes that are no model: no message, or one without what every model has. */
function modelFields(where: string, model: Uint8Array): Field[] {
  const expected = `${where}: expected the bytes of an ONNX model, got ${model.length} bytes`;
  let fields: Field[];
  try {
    fields = fieldsOf(model);
    for (const field of fields) if (field.number === FIELD.model.graph) fieldsOf(field.content);
  } catch (error) {
    throw new Error(`${expected} that are something else, or are cut off`, { cause: error });
  }
  const { graph, irVersion } = FIELD.model;
  if (!fields.some(({ number }) => number === graph) || integerOf(fields, irVersion) < 1) {
    throw new Error(`${expected} without a graph or a version of the format`);
  }
  return fields;
}

/** The version of ONNX's own operators in the model. */
function opsetOf(where: string, fields: readonly Field[]): number {
  const versions = fields
    .filter(({ number }) => number === FIELD.model.opsetImport)
    .map(({ content }) => fieldsOf(content))
    .filter((each) => ['', 'ai.onnx'].includes(textOf(each, FIELD.opset.domain)))
    .map((each) => integerOf(each, FIELD.opset.version));
  const version = versions[0] ?? 1;
  if (version >= LEAST_OPSET && version <= LAST_OPSET) return version;
  const remedy =
    version < LEAST_OPSET
      ? `; convert it first, by onnx.version_converter.convert_version(model, ${LEAST_OPSET}) in Python`
      : '';
  throw new RangeError(
    `${where}: expected a model of opset ${LEAST_OPSET} to ${LAST_OPSET}, got one of ${version}${remedy}`,
  );
}

/** Whether a message imports the operators of `domain`. */
function imports(fields: readonly Field[], number: number, domain: string): boolean {
  return fields.some(
    (field) => field.number === number && textOf(fieldsOf(field.content), FIELD.opset.domain) === domain,
  );
}

/** Some of `types`, for a message. */
function typesOf(types: ReadonlySet<string>): string {
  const some = [...types].slice(0, 8).map(shortened);
  if (some.length === 0) return 'no nodes';
  return `${some.join(', ')}${types.size > some.length ? `, and ${types.size - some.length} more` : ''}`;
}
