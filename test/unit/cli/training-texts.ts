/** A transformer as in Table 1 of Dey et al. (arXiv:2505.01618), with heads of dimension D. */
export const transformer = `scale n
scale L
scale D
network transformer(x) {
  h = embed(x, n)
  repeat L {
    a = normalize(h)
    q = dense(a, n)
    k = dense(a, n)
    v = dense(a, n)
    h = h + dense(attend(q, k, v, D), n)
    u = bias(dense(normalize(h), 4*n))
    h = h + dense(gelu(u), n)
  }
  out dense(normalize(h), 1)
}
training t of transformer { optimizer adamw; parametrization completep }
`;

/** Blocks of two layers behind the multiplier L^(-g), with adam. */
export const resnet = `scale n
scale L
exponent g
assume L >> 1
network resnet(x) {
  h = dense(x, n)
  repeat L {
    u = dense(h, n)
    v = dense(tanh(u), n)
    h = h + L^(-g) * v
  }
  out dense(h, 1)
}
training r of resnet { optimizer adam; parametrization mup; rate maximal }
training s of resnet { optimizer adam; parametrization residual(g) }
let E = n*L
claim stable(s)
`;

/** Names that Python or the snippet has other uses for. */
export const words = `scale lambda
scale lr = lambda^a, a >= 1
scale m_lr
assume m_lr >= lr
network mlp(x) {
  u = bias(dense(x, lambda))
  v = dense(relu(u), lr)
  w = dense(relu(v), m_lr)
  out dense(relu(w), 1)
}
training t of mlp { optimizer momentum; parametrization mup }
`;
