import kr.co.bootpay.Bootpay;
import kr.co.bootpay.model.response.ResDefault;
import kr.co.bootpay.model.response.data.CertificateData;

public class Certificate {
    static Bootpay bootpay;

    static {
        bootpay = new Bootpay("5b8f6a4d396fa665fdc2b5ea", "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=");
    }

public static void certificate() {
    String receiptId = "593f8febe13f332431a8ddae";
    try {
        ResDefault<CertificateData> res = bootpay.certificate(receiptId);
        System.out.println(res.toJson());
    } catch (Exception e) {
        e.printStackTrace();
    }
}

    public static void main(String[] arguments) {
        certificate();
    }
}
