/**
 * Where a kernel's own working memory begins: behind what it was given. Kernels keep nothing from call to call.
 * Addresses are bytes; every array begins at a multiple of 16.
 */

/** The next multiple of 16. */
@inline
export function after(address: usize): usize {
  return (address + 15) & ~15;
}
