/** @see built.mjs */
export function builtProgram(root: string, complain: (error: Error) => void, now?: number): Promise<string | null>;
