/** A reference to an object of a vCenter, as the client writes it. */
export interface ObjectReference {
  readonly type: string;
  readonly value: string;
  readonly vCenter: string;
}

/** Reads `urn:vmomi:VirtualMachine:vm-58:<vcGuid>`; undefined where a text is none. */
export function parseObjectId(id: string): ObjectReference | undefined {
  const match = /^urn:vmomi:([A-Za-z]+):([^:]+):([0-9A-Fa-f-]+)$/.exec(id);
  return match ? { type: match[1]!, value: match[2]!, vCenter: match[3]!.toLowerCase() } : undefined;
}
