package kr.co.bootpay;

/** What a receipt has to be. What is not said is not compared, but for the status. */
public final class Expected {
    Long price;
    String orderId;
    Integer status;

    /** The price that you asked for, in won. */
    public Expected price(long price) {
        this.price = price;
        return this;
    }

    /** The order id that you issued. */
    public Expected orderId(String orderId) {
        this.orderId = orderId;
        return this;
    }

    /** The status, by number; without it 1, paid. Before {@code submit} it is 2. */
    public Expected status(int status) {
        this.status = status;
        return this;
    }

    @Override
    public String toString() {
        return "Expected(price=" + price + " orderId=" + orderId + " status=" + status + ")";
    }
}
