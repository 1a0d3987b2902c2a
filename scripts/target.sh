# Sourced in the repository's root: CARGO_TARGET_DIR, absolute whether it was set or not; `$built`, the folder of its
# profiles; and BOOTPAY_PROGRAM, the program `bootpay` that tests start, unless it was set.
case ${CARGO_TARGET_DIR:=target} in
  /*) ;;
  *) CARGO_TARGET_DIR=$PWD/$CARGO_TARGET_DIR ;;
esac
built=$CARGO_TARGET_DIR${CARGO_BUILD_TARGET:+/$CARGO_BUILD_TARGET}
: "${BOOTPAY_PROGRAM:=$built/debug/bootpay}"
export CARGO_TARGET_DIR BOOTPAY_PROGRAM
