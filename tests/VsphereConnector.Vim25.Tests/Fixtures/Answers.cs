using System.Globalization;

namespace VsphereConnector.Vim25.Tests.Fixtures;

/// <summary>SOAP answers as a vCenter writes them.</summary>
internal static class Answers
{
    public const string ServiceContent = """
        <returnval><rootFolder type="Folder">group-d1</rootFolder><propertyCollector type="PropertyCollector">propertyCollector</propertyCollector>
        <viewManager type="ViewManager">ViewManager</viewManager>
        <about><name>VMware vCenter Server</name><fullName>VMware vCenter Server 8.0.3 build-1</fullName><vendor>VMware, Inc.</vendor>
        <version>8.0.3</version><build>1</build><osType>linux-x64</osType><productLineId>vpx</productLineId><apiType>VirtualCenter</apiType>
        <apiVersion>8.0.3.0</apiVersion><instanceUuid>0c2f</instanceUuid></about>
        <sessionManager type="SessionManager">SessionManager</sessionManager>
        <authorizationManager type="AuthorizationManager">AuthorizationManager</authorizationManager>
        <eventManager type="EventManager">EventManager</eventManager><taskManager type="TaskManager">TaskManager</taskManager>
        <extensionManager type="ExtensionManager">ExtensionManager</extensionManager><customFieldsManager type="CustomFieldsManager">CustomFieldsManager</customFieldsManager><searchIndex type="SearchIndex">SearchIndex</searchIndex>
        <guestOperationsManager type="GuestOperationsManager">guestOperationsManager</guestOperationsManager></returnval>
        """;

    public const string EsxServiceContent = """
        <returnval><rootFolder type="Folder">ha-folder-root</rootFolder><propertyCollector type="PropertyCollector">ha-property-collector</propertyCollector>
        <about><name>VMware ESXi</name><fullName>VMware ESXi 8.0.3 build-1</fullName><apiType>HostAgent</apiType></about>
        <sessionManager type="SessionManager">ha-sessionmgr</sessionManager></returnval>
        """;

    public const string Session = """
        <returnval><key>52a1</key><userName>VSPHERE.LOCAL\Administrator</userName><fullName>Administrator</fullName>
        <loginTime>2026-01-02T03:04:05.678901Z</loginTime><lastActiveTime>2026-01-02T03:04:05Z</lastActiveTime><locale>en</locale>
        <messageLocale>en</messageLocale><extensionSession>false</extensionSession><ipAddress>192.0.2.1</ipAddress><callCount>0</callCount></returnval>
        """;

    public static string Envelope(string method, string content) => Body($"""<{method}Response xmlns="urn:vim25">{content}</{method}Response>""");

    public static string Fault(string type, string fields = "", string message = "It went wrong.") => Body(string.Create(CultureInfo.InvariantCulture, $"""
        <soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>{message}</faultstring>
        <detail><{type}Fault xmlns="urn:vim25" xsi:type="{type}">{fields}</{type}Fault></detail></soapenv:Fault>
        """));

    private static string Body(string content) => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <soapenv:Envelope xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"
         xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
        <soapenv:Body>
        {content}
        </soapenv:Body></soapenv:Envelope>
        """;
}
