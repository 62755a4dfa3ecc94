/** Versions of the contenders, pinned so that two runs of the bench compare the same programs. */
export const versions = {
  nx: '24.0.6',
  devkit: '24.0.0',
  nxlv: '23.1.1',
  turbo: '2.11.11',
  moon: '2.5.5',
};
