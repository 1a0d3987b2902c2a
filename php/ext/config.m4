PHP_ARG_ENABLE([bootpay],
  [whether to enable bootpay],
  [AS_HELP_STRING([--enable-bootpay], [Enable the core of bootpay/backend-php])])

if test "$PHP_BOOTPAY" != "no"; then
  dnl The core is here as a compiled archive for each platform: lib/linux-x86_64-gnu of x86_64-pc-linux-gnu, and
  dnl lib/linux-aarch64-musl of aarch64-alpine-linux-musl.
  case $host_os in
    linux-*) bootpay_platform=linux-$host_cpu-${host_os#linux-} ;;
    *) bootpay_platform=$host_os-$host_cpu ;;
  esac
  bootpay_core=PHP_EXT_SRCDIR()/lib/$bootpay_platform/libbootpay_c.a
  if test ! -f "$bootpay_core"; then
    bootpay_cores=`cd PHP_EXT_SRCDIR()/lib && echo *`
    AC_MSG_ERROR([this package has no core for $bootpay_platform; it has: $bootpay_cores])
  fi

  dnl Its threads outlive PHP's dlclose, and so must its code. Its names must not be taken for those of another core.
  BOOTPAY_SHARED_LIBADD="$bootpay_core -Wl,-z,nodelete -Wl,--exclude-libs,ALL -lm -ldl -lpthread"
  PHP_SUBST([BOOTPAY_SHARED_LIBADD])
  dnl No name of a folder here ends in the binary.
  PHP_NEW_EXTENSION([bootpay], [bootpay.c], [$ext_shared],, [-I@ext_srcdir@/include -fmacro-prefix-map=@ext_srcdir@/=])
fi
