#define PY_SSIZE_T_CLEAN
#include <Python.h>

/* Chosen so that the product in share() stays below 2^63. */
#define MAX_CENTS 100000000000000LL
#define WHOLE 10000LL

/* Half a cent rounds up, as on an invoice. */
static long long share(long long cents, long long basis_points)
{
    return (cents * basis_points + WHOLE / 2) / WHOLE;
}

static int checked(const char *name, PyObject *value, long long most, long long *number)
{
    int overflow;
    *number = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (*number == -1 && PyErr_Occurred()) {
        return 0;
    }
    if (overflow || *number < 0 || *number > most) {
        PyErr_Format(PyExc_ValueError, "%s must be between 0 and %lld", name, most);
        return 0;
    }
    return 1;
}

static PyObject *total(PyObject *module, PyObject *args)
{
    PyObject *subtotal, *discount_bp, *vat_bp;
    long long cents, discount_rate, vat_rate;

    if (!PyArg_ParseTuple(args, "OOO:total", &subtotal, &discount_bp, &vat_bp)
        || !checked("subtotal", subtotal, MAX_CENTS, &cents)
        || !checked("discount_bp", discount_bp, WHOLE, &discount_rate)
        || !checked("vat_bp", vat_bp, WHOLE, &vat_rate)) {
        return NULL;
    }

    long long net = cents - share(cents, discount_rate);
    long long vat = share(net, vat_rate);
    return Py_BuildValue("LLL", net, vat, net + vat);
}

static PyMethodDef methods[] = {
    {"total", total, METH_VARARGS, "Net, VAT and gross of a subtotal, in cents."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {{0, NULL}};

static struct PyModuleDef native = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_native",
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit__native(void)
{
    return PyModuleDef_Init(&native);
}
