// Messages of onnx.proto in bytes: those of a function and a model as they are written, and any message as its fields,
// so that what is not changed stays as it is, byte for byte.
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Attribute, OnnxNode } from './builder.js';

/** The numbers of the fields that are read or written, by message. They are part of the format. */
export const FIELD = {
  model: {
    irVersion: 1,
    producerName: 2,
    producerVersion: 3,
    doc: 6,
    graph: 7,
    opsetImport: 8,
    functions: 25,
  },
  graph: { node: 1, name: 2, input: 11, output: 12 },
  node: { input: 1, output: 2, name: 3, type: 4, attribute: 5, domain: 7, overload: 8 },
  attribute: { name: 1, float: 2, int: 3, graph: 6, graphs: 11, type: 20 },
  function: { name: 1, input: 4, output: 5, node: 7, doc: 8, opsetImport: 9, domain: 10 },
  opset: { domain: 1, version: 2 },
  valueInfo: { name: 1, type: 2 },
  type: { tensor: 1 },
  tensorType: { elementType: 1, shape: 2 },
  shape: { dimension: 1 },
  dimension: { parameter: 2 },
} as const;

const FLOAT = 1;
const ATTRIBUTE_TYPE = { float: 1, int: 2 } as const;

/** Writes the content of a message. */
export type Fields = (writer: BinaryWriter) => void;

export function message(fields: Fields): Uint8Array {
  const writer = new BinaryWriter();
  fields(writer);
  return writer.finish();
}

export const text = (writer: BinaryWriter, field: number, value: string): BinaryWriter =>
  writer.tag(field, WireType.LengthDelimited).string(value);

export const bytes = (writer: BinaryWriter, field: number, value: Uint8Array): BinaryWriter =>
  writer.tag(field, WireType.LengthDelimited).bytes(value);

export const integer = (writer: BinaryWriter, field: number, value: number): BinaryWriter =>
  writer.tag(field, WireType.Varint).int64(value);

export const opset = (domain: string, version: number): Uint8Array =>
  message((writer) => {
    text(writer, FIELD.opset.domain, domain);
    integer(writer, FIELD.opset.version, version);
  });

export const node = ({ type, inputs, output, attribute }: OnnxNode, domain = ''): Uint8Array =>
  message((writer) => {
    for (const input of inputs) text(writer, FIELD.node.input, input);
    text(writer, FIELD.node.output, output);
    text(writer, FIELD.node.type, type);
    if (attribute !== undefined) bytes(writer, FIELD.node.attribute, attributeMessage(attribute));
    if (domain !== '') text(writer, FIELD.node.domain, domain);
  });

function attributeMessage(attribute: Attribute): Uint8Array {
  return message((writer) => {
    text(writer, FIELD.attribute.name, attribute.name);
    if ('float' in attribute) {
      writer.tag(FIELD.attribute.float, WireType.Bit32).float(attribute.float);
      integer(writer, FIELD.attribute.type, ATTRIBUTE_TYPE.float);
    } else {
      integer(writer, FIELD.attribute.int, attribute.int);
      integer(writer, FIELD.attribute.type, ATTRIBUTE_TYPE.int);
    }
  });
}

/** An input or output of a model: float32 of any shape, or of any sizes in `rank` dimensions. */
export const floats = (name: string, rank: number | undefined): Uint8Array =>
  message((writer) => {
    text(writer, FIELD.valueInfo.name, name);
    const shape = message((dimensions) => {
      for (let i = 0; i < (rank ?? 0); i++) {
        const size = message((dimension) => text(dimension, FIELD.dimension.parameter, `${name}_${i}`));
        bytes(dimensions, FIELD.shape.dimension, size);
      }
    });
    const tensor = message((type) => {
      integer(type, FIELD.tensorType.elementType, FLOAT);
      if (rank !== undefined) bytes(type, FIELD.tensorType.shape, shape);
    });
    bytes(
      writer,
      FIELD.valueInfo.type,
      message((type) => bytes(type, FIELD.type.tensor, tensor)),
    );
  });

/** A field of a message as it was read. */
export interface Field {
  readonly number: number;
  readonly wire: WireType;
  /** All of it, with its tag. */
  readonly raw: Uint8Array;
  /** What a field of strings, bytes or a message holds. */
  readonly content: Uint8Array;
}

const NONE = new Uint8Array(0);

/** The fields of the message in `source`. @throws Error for what is no message. */
export function fieldsOf(source: Uint8Array): Field[] {
  const reader = new BinaryReader(source);
  const fields: Field[] = [];
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [number, wire] = reader.tag();
    const content = wire === WireType.LengthDelimited ? reader.bytes() : NONE;
    if (wire !== WireType.LengthDelimited) reader.skip(wire, number);
    fields.push({ number, wire, raw: source.subarray(start, reader.pos), content });
  }
  return fields;
}

const decoder = new TextDecoder();

/** The string in the last field of that number; '' if there is none. */
export function textOf(fields: readonly Field[], number: number): string {
  const field = fields.filter((each) => each.number === number).at(-1);
  return field === undefined ? '' : decoder.decode(field.content);
}

/** The integer in the last field of that number; 0 if there is none. */
export function integerOf(fields: readonly Field[], number: number): number {
  const field = fields.filter((each) => each.number === number && each.wire === WireType.Varint).at(-1);
  if (field === undefined) return 0;
  const reader = new BinaryReader(field.raw);
  reader.tag();
  return Number(reader.int64());
}
