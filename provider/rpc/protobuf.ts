/** The two ways of writing a field that our messages use, and the two more that must be skipped when they come. */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

/**
 * Writes a message from its last byte to its first, so that the length of a nested message is known when its head is
 * written: fields, list entries and map entries are all put in the reverse of the order in which they are to be read.
 */
export class ProtobufWriter {
  #buffer = Buffer.allocUnsafe(16 * 1024);
  #start = this.#buffer.length;

  /** How many bytes have been written; pass it to {@link wrapMessage} to make those written since a nested message. */
  get length(): number {
    return this.#buffer.length - this.#start;
  }

  integer(field: number, value: number): void {
    this.#varint(value);
    this.#varint(field * 8 + VARINT);
  }

  flag(field: number, value: boolean): void {
    this.integer(field, value ? 1 : 0);
  }

  double(field: number, value: number): void {
    this.#reserve(8);
    this.#buffer.writeDoubleLE(value, (this.#start -= 8));
    this.#varint(field * 8 + FIXED64);
  }

  text(field: number, value: string): void {
    const before = this.length;
    const size = Buffer.byteLength(value);
    this.#reserve(size);
    this.#buffer.write(value, (this.#start -= size));
    this.wrapMessage(field, before);
  }

  /** Everything written since `before`; what is written later changes none of it. */
  since(before: number): Buffer {
    return this.#buffer.subarray(this.#start, this.#buffer.length - before);
  }

  /** Bytes that are already as they have to be. */
  bytes(written: Buffer): void {
    this.#reserve(written.length);
    written.copy(this.#buffer, (this.#start -= written.length));
  }

  /** Puts the head of a field before everything written since `before`. */
  wrapMessage(field: number, before: number): void {
    this.#varint(this.length - before);
    this.#varint(field * 8 + LENGTH);
  }

  finish(): Buffer {
    return this.#buffer.subarray(this.#start);
  }

  #varint(value: number): void {
    let size = 1;
    for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size++;
    this.#reserve(size);
    this.#start -= size;
    let rest = value;
    for (let index = 0; index < size; index++) {
      this.#buffer[this.#start + index] = (rest % 128) + (index < size - 1 ? 128 : 0);
      rest = Math.floor(rest / 128);
    }
  }

  #reserve(size: number): void {
    if (size <= this.#start) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.length + size));
    const start = larger.length - this.length;
    this.#buffer.copy(larger, start, this.#start);
    this.#buffer = larger;
    this.#start = start;
  }
}

/** Reads one message. Throws a RangeError when the bytes are not a message. */
export class ProtobufReader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #position: number;
  #wire = VARINT;

  constructor(bytes: Buffer, position = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#position = position;
    this.#end = end;
  }

  /** Goes to the next field and says its number; 0 at the end of the message. Its value is read or skipped next. */
  next(): number {
    if (this.#position >= this.#end) return 0;
    const head = this.integer();
    this.#wire = head % 8;
    return Math.floor(head / 8);
  }

  integer(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#bytes.readUInt8(this.#take(1));
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  }

  flag(): boolean {
    return this.integer() !== 0;
  }

  double(): number {
    return this.#bytes.readDoubleLE(this.#take(8));
  }

  text(): string {
    const size = this.integer();
    const start = this.#take(size);
    return this.#bytes.toString("utf8", start, start + size);
  }

  /** A reader for a nested message. */
  message(): ProtobufReader {
    const size = this.integer();
    const start = this.#take(size);
    return new ProtobufReader(this.#bytes, start, start + size);
  }

  /** Passes over the value of a field that is of no interest. */
  skip(): void {
    if (this.#wire === VARINT) this.integer();
    else if (this.#wire === LENGTH) this.#take(this.integer());
    else if (this.#wire === FIXED64) this.#take(8);
    else if (this.#wire === FIXED32) this.#take(4);
    else throw new RangeError(`malformed message: wire type ${this.#wire}`);
  }

  #take(size: number): number {
    const start = this.#position;
    if (start + size > this.#end) throw new RangeError("malformed message: it ends in the middle of a field");
    this.#position = start + size;
    return start;
  }
}
