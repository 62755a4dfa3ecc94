export const repositories = [
  {
    name: 'smithy-python',
    id: 'smithy-lang/smithy-python',
    commit: '6924bc5d7d05bbc8992b683926d787652b2f801b',
    own: {
      lint: 'ruff check {root} --config pyproject.toml && ruff format --check {root} --config pyproject.toml',
      typecheck: 'pyright {root}',
      'test:unit': 'pytest {root}',
    },
  },
  {
    name: 'workflows-py',
    id: 'run-llama/workflows-py',
    commit: '0b2098b762f4f49994c7877a40f2060f419dcae7',
    remove: ['pnpm-lock.yaml'],
  },
  {
    name: 'opentelemetry-python-contrib',
    id: 'open-telemetry/opentelemetry-python-contrib',
    commit: '466ae4c00de77d1f54f77a9600f1d08eba2306b5',
  },
  {
    name: 'servers',
    id: 'modelcontextprotocol/servers',
    commit: '76d64c822f5125032f89eb71dbdb94e42b434821',
  },
  {
    name: 'langgraph',
    id: 'langchain-ai/langgraph',
    commit: 'f09cfe8ffc1eeffd68f4b628ed69c30f7cad229f',
  },
  {
    name: 'ya-mori',
    id: 'ya-mori/python-monorepo',
    commit: '299ccf527c97f755e6c0ee4fa4a430178f29f2d3',
  },
  {
    name: 'adriangb',
    id: 'adriangb/python-monorepo',
    commit: '9bb66f4af012b29a7fd706eac3a09f47975dffed',
  },
  {
    name: 'python-polylith',
    id: 'DavidVujic/python-polylith',
    commit: 'ece7e3370d2e49e49901f7be9589e12097d5ab86',
  },
  {
    name: 'pdm-backend',
    id: 'pdm-project/pdm-backend',
    commit: '7597482ee8223ee47dad618ab0c839aa631d5b12',
  },
  { name: 'hatch', id: 'pypa/hatch', commit: 'ed8e30bebf98f2fe4d70c18a32a50a8160c391cb' },
  {
    name: 'pyupgrade',
    id: 'asottile/pyupgrade',
    commit: '1915f5dfa65063de58d3df821312e9a582ef5cea',
    environment: ['uv venv -q && uv pip install -q -e . -r requirements-dev.txt'],
  },
  {
    name: 'markupsafe',
    id: 'pallets/markupsafe',
    commit: '1251593f6b0e3b45f2cc8aba662622bc22d6a5e2',
  },
  { name: 'jiter', id: 'pydantic/jiter', commit: '785cf750016150bda7410e95525bd6ed398102c4' },
  {
    name: 'microblog',
    id: 'miguelgrinberg/microblog',
    commit: 'a975ef64864354867c88e0ed3a17ba7d17dca752',
  },
  { name: 'code', id: 'cosmicpython/code', commit: '14c84797ffa77255d53cf1a02fe6aafda2b68aeb' },
  { name: 'packaging', id: 'pypa/packaging', commit: '053c884615f2e83d80705251b447769ec2599653' },
  { name: 'click', id: 'pallets/click', commit: '2c8cd3ac958a7eb316d67f2d316c27086c4c0369' },
  {
    name: 'markitdown',
    id: 'microsoft/markitdown',
    commit: 'a51f725d7ff4cdfe3bb6ad2ce2c04d98bf5f1f00',
    environment: [
      'uv venv -q && uv pip install -q -e packages/markitdown -e packages/markitdown-sample-plugin pytest openai',
    ],
  },
  {
    name: 'python-poetry-monorepo',
    id: 'lucasvieirasilva/python-poetry-monorepo',
    commit: 'ccd185f1687b8fb2a032016d3a98a91207cd29e9',
  },
  {
    name: 'personal-website',
    id: 'Draco-Cheng/personal-website',
    commit: '0caee34550d71719ba8e96f50a24915397aec13d',
    withoutPlugins: ['@nx/js/typescript', '@nx/playwright/plugin'],
  },
  {
    name: 'markov-decision-processes',
    id: 'michaelv7thal/markov-decision-processes',
    commit: 'c6a65dd371a22065d2100f9cecc8f10351f8a811',
    withoutPlugins: ['@nx/next/plugin'],
  },
  {
    name: 'uv-monorepo',
    id: 'JasperHG90/uv-monorepo',
    commit: '64bafb8988a95714ddc276e208c524818e3e7c3d',
  },
  { name: 'una', id: 'carderne/una', commit: '4558efecaaeb2620d53eacf4f55ac3269c90556d' },
  { name: 'packse', id: 'astral-sh/packse', commit: '561e0fe2da2a479c444c4abb759f2d7a4a276bfa' },
  {
    name: 'dermidgen',
    id: 'dermidgen/python-monorepo',
    commit: 'e0380297b7d187b44a28343f627bb8c8d3400e69',
  },
];
