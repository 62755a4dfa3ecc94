/** Sends links to files outside docs, which are no pages, to the repository. */
export function repositoryLinks(markdown, repository) {
  const render = markdown.renderer.rules.link_open;
  markdown.renderer.rules.link_open = (tokens, index, options, env, self) => {
    const token = tokens[index];
    const href = token.attrGet('href') ?? '';
    const target = outside(href, env.relativePath ?? '');
    if (target === undefined) return render(tokens, index, options, env, self);
    token.attrSet('href', `${repository}/blob/main/${target}`);
    token.attrSet('target', '_blank');
    token.attrSet('rel', 'noreferrer');
    return self.renderToken(tokens, index, options);
  };
}

/** The path from the root of the repository; undefined for what lies in docs, or elsewhere. */
function outside(href, page) {
  if (/^(?:[a-z]+:|#|\/)/.test(href)) return undefined;
  const { pathname, hash } = new URL(href, `file:///docs/${page}`);
  return pathname.startsWith('/docs/') ? undefined : pathname.slice(1) + hash;
}

/** Keeps Vue from reading `{{` in code between backticks as its own. */
export function literalCode(markdown) {
  const { code_inline: render } = markdown.renderer.rules;
  markdown.renderer.rules.code_inline = (tokens, index, ...rest) => {
    tokens[index].attrSet('v-pre', '');
    return render(tokens, index, ...rest);
  };
}
